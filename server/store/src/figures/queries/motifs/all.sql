select parent, motif, category from motif_category order by parent, motif
