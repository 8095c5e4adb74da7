//! What can go wrong with a database.

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
    #[error("donnée inattendue dans la base : {0}")]
    Inconsistent(&'static str),
}
