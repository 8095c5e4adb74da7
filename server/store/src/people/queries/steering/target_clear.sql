delete from target where indicator = $1
