//! Figures that are not simulated: they were published by the gendarmerie.
//!
//! Sources: annual reports of the IGGN (complaints 2015 to 2021, breaches 2019 to 2021, Stop Discri 2014 to 2021);
//! DGGN/DPMGN/SDPRH/BAA, stock on 31 December 2016 to 2021 (workforce), as published with the prior barometer.

use domain::source::Source;

pub const FILES: &[(Source, &str, &str)] = &[
    (
        Source::Iggn,
        "iggn-reclamations.csv",
        "annee,n_reclamations\n2015,1097\n2016,1119\n2017,1742\n2018,1318\n2019,1444\n2020,1783\n2021,2344\n",
    ),
    (Source::Iggn, "iggn-manquements.csv", "annee,pourcentage_manquements\n2019,0.1\n2020,0.1\n2021,0.05\n"),
    (
        Source::Iggn,
        "iggn-stop-discri.csv",
        "annee,motif,sous_motif,n_signalements\n2014,,,89\n2015,,,121\n2016,,,151\n2017,,,129\n2018,,,219\n\
         2019,signalement_effectif,,146\n2019,demande_conseil,,56\n\
         2020,signalement_effectif,harcelement_moral_au_travail,107\n2020,signalement_effectif,harcelement_sexuel,10\n\
         2020,signalement_effectif,discriminations,26\n2020,signalement_effectif,violences,1\n\
         2020,signalement_effectif,autres,14\n2020,demande_conseil,,84\n\
         2021,signalement_effectif,harcelement_moral_au_travail,137\n2021,signalement_effectif,harcelement_sexuel,14\n\
         2021,signalement_effectif,discriminations,19\n2021,signalement_effectif,violences,3\n\
         2021,signalement_effectif,autres,9\n2021,demande_conseil,,71\n",
    ),
    (Source::Workforce, "effectifs.csv", include_str!("effectifs.csv")),
];
