select reference, at, channel, motif_parent, motif from ended_contact order by at, reference limit $1
