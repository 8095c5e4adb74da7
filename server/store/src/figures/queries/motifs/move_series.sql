update series set category_1 = $2 where measure = 'contacts' and category_3 = $1
