//! Why a delivery can not be read.

use std::io;

/// One clear sentence each; the command line prints it and leaves with code 2.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("Le fichier {0} n’existe pas.")]
    Missing(String),
    #[error("{0} est un dossier : donnez un fichier.")]
    Directory(String),
    #[error("Le fichier {0} est vide.")]
    Empty(String),
    #[error("Le fichier {0} est binaire : aucune source n’a ce format.")]
    Binary(String),
    #[error("Ce fichier n’est pas au format {source_id} : {reason}.")]
    OtherSource { source_id: &'static str, reason: String },
    #[error("Une ligne dépasse 4 Mo : ce fichier est abîmé.")]
    LongLine,
    #[error(
        "Ligne {0} : un guillemet ouvert n’est pas refermé ; la suite du fichier serait avalée. Corrigez cette ligne."
    )]
    OpenQuote(u64),
    #[error("Le fichier ne peut pas être lu.")]
    Unreadable(#[source] io::Error),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        let long = error.get_ref().is_some_and(|inner| inner.to_string() == "long line");
        if long { Self::LongLine } else { Self::Unreadable(error) }
    }
}

impl From<csv::Error> for FileError {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(inner) => inner.into(),
            _ => Self::Unreadable(io::Error::other("csv")),
        }
    }
}
