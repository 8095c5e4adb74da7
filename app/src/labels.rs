//! French words for the values of dimensions: sources write codes, readers read words.

use domain::{
    catalogue::{Catalogue, Dimension},
    series::SeriesRef,
    territory::Territory,
};

/// The label of a value.
pub fn label(dimension: Dimension, value: &str) -> String {
    let word = match (dimension, value) {
        (Dimension::Category, "demande_info") => "Je m’informe",
        (Dimension::Category, "signalement") => "Je signale",
        (Dimension::Category, "victime") => "Je suis victime",
        (Dimension::Category, "non_classe") => "Autres demandes",
        (Dimension::PersonType, "physique") => "Particuliers",
        (Dimension::PersonType, "morale") => "Entreprises et associations",
        (Dimension::PersonType, "inconnu") => "Non précisé",
        (Dimension::Age, "00") => "Âge non renseigné",
        (Dimension::Age, "75+") => "75 ans et plus",
        (Dimension::Sentiment, "positif") => "Positif",
        (Dimension::Sentiment, "neutre") => "Neutre",
        (Dimension::Sentiment, "negatif") => "Négatif",
        (Dimension::Theme, "accessibilite") => "Accessibilité",
        (Dimension::Theme, "information") => "Information, explication",
        (Dimension::Theme, "relation") => "Relation, accueil",
        (Dimension::Theme, "reactivite") => "Réactivité",
        (Dimension::Theme, "simplicite") => "Simplicité",
        (Dimension::SourceType, "Search engines") => "Moteurs de recherche",
        (Dimension::SourceType, "Direct traffic") => "Accès directs",
        (Dimension::SourceType, "Social media") => "Réseaux sociaux",
        (Dimension::SourceType, "Referrer sites") => "Sites référents",
        (Dimension::SourceType, "Portal sites") => "Portails",
        (Dimension::SourceType, "Webmails") => "Messageries",
        (Dimension::SourceType, "gie-sog-gav") => "Campagnes",
        (Dimension::Device, "Mobile Phone") => "Téléphone",
        (Dimension::Device, "Desktop") => "Ordinateur",
        (Dimension::Device, "Tablet") => "Tablette",
        (Dimension::Device, "TV") => "Télévision",
        (Dimension::Device, "Media Player") => "Lecteur multimédia",
        (Dimension::Device, "Games Console") => "Console de jeu",
        (Dimension::Country, "Belgium") => "Belgique",
        (Dimension::Country, "Switzerland") => "Suisse",
        (Dimension::Country, "United Kingdom") => "Royaume-Uni",
        (Dimension::Country, "Germany") => "Allemagne",
        (Dimension::Country, "United States") => "États-Unis",
        (Dimension::Sex, "femmes") => "Femmes",
        (Dimension::Sex, "hommes") => "Hommes",
        (Dimension::Status, "civil") => "Personnel civil",
        (Dimension::Status, "militaire") => "Personnel militaire",
        (Dimension::Subsite, "national") => "Site national",
        (Dimension::Subsite, "recrutement") => "Recrutement",
        (Dimension::Subsite, "gign") => "GIGN",
        (Dimension::Subsite, "garde republicaine") => "Garde républicaine",
        (Dimension::Subsite, "pjgn") => "Pôle judiciaire (PJGN)",
        (Dimension::Subsite, "ecoles (cegn)") => "Écoles (CEGN)",
        (Dimension::Subsite, "eogn") => "École des officiers (EOGN)",
        (Dimension::Subsite, "musee") => "Musée",
        (Dimension::Subsite, "creogn") => "Centre de recherche (CREOGN)",
        (Dimension::Subsite, "reconversion") => "Reconversion",
        (Dimension::Subsite, "onsts") => "ONSTS",
        (Dimension::Subsite, "cyberimpact") => "cyberIMPACT",
        (Dimension::Age, band) => return format!("{band} ans"),
        (Dimension::Motif, motif) => return motif.rsplit(" / ").next().unwrap_or(motif).to_owned(),
        (_, other) => other,
    };
    word.to_owned()
}

/// "Site national".
pub fn filters_name(series: &SeriesRef) -> String {
    let words: Vec<String> = series.filters().iter().map(|(d, value)| label(*d, value)).collect();
    words.join(", ")
}

/// "Visites par site, Site national"; France is not said.
pub fn series_name(catalogue: &Catalogue, series: &SeriesRef) -> String {
    let mut words =
        vec![catalogue.indicator(series.indicator()).map(|i| i.title.clone()).unwrap_or_default()];
    if series.territory() != Territory::France {
        words.push(series.territory().name().to_owned());
    }
    if !series.filters().is_empty() {
        words.push(filters_name(series));
    }
    words.join(", ")
}
