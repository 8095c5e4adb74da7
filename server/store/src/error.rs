//! What can go wrong with a database.

use domain::time::Grain;

/// Told to an operator; never shown to a reader of pages.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("adresse de base inconnue : attendu sqlite://CHEMIN ou postgres://…")]
    Url,
    #[error("la base de données ne répond pas")]
    Database(#[from] sqlx::Error),
    #[error("la base de données ne peut pas être mise à jour")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("cette mesure compte des personnes : seuls ses chiffres publiés se lisent")]
    Protected,
    /// A connector and the catalogue do not agree: nothing was written.
    #[error("le catalogue ne déclare pas la mesure « {0} » au grain « {1} » pour cette source")]
    Undeclared(String, Grain),
    #[error("le fichier {0}, qui va avec cette base, manque (comptes, journal) : remettez-le à côté d’elle")]
    NoPeople(String),
    #[error(
        "le fichier {0} n’est pas la copie de cette base : écartez-le s’il reste d’une mise à jour annulée"
    )]
    OtherPeople(String),
    #[error("donnée inattendue dans la base : {0}")]
    Inconsistent(&'static str),
}
