select measure from public_measure order by measure
