//! Refusals of what is written through the API, in the language of who reads them.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::conversation::Language;

use super::problem::Problem;

/// Why something was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The body is not what the contract says, or says nothing.
    Malformed,
    /// No such conversation, or not this reader's.
    Missing,
    TooLong,
    Closed,
}

impl Refused {
    /// Of a body that could not be read.
    pub fn of(status: StatusCode) -> Self {
        if status == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLong } else { Self::Malformed }
    }

    fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Missing => 404,
            Self::Closed => 409,
            Self::TooLong => 413,
        }
    }

    /// Title and sentence.
    fn words(self, language: Language) -> (&'static str, &'static str) {
        match (self, language) {
            (Self::Malformed, Language::French | Language::EasyFrench) => {
                ("Demande invalide", "Le corps de la demande est incomplet ou n’est pas le JSON attendu.")
            }
            (Self::Malformed, Language::English) => {
                ("Invalid request", "The request body is incomplete or is not the expected JSON.")
            }
            (Self::Malformed, Language::German) => (
                "Ungültige Anfrage",
                "Der Inhalt der Anfrage ist unvollständig oder nicht das erwartete JSON.",
            ),
            (Self::Malformed, Language::Spanish) => {
                ("Petición no válida", "El cuerpo de la petición está incompleto o no es el JSON esperado.")
            }
            (Self::Malformed, Language::Italian) => {
                ("Richiesta non valida", "Il corpo della richiesta è incompleto o non è il JSON previsto.")
            }
            (Self::Missing, Language::French | Language::EasyFrench) => {
                ("Introuvable", "Cette conversation n’existe pas, ou n’existe plus.")
            }
            (Self::Missing, Language::English) => {
                ("Not found", "This conversation does not exist, or no longer does.")
            }
            (Self::Missing, Language::German) => {
                ("Nicht gefunden", "Dieses Gespräch gibt es nicht oder nicht mehr.")
            }
            (Self::Missing, Language::Spanish) => {
                ("No encontrada", "Esta conversación no existe o ya no existe.")
            }
            (Self::Missing, Language::Italian) => {
                ("Non trovata", "Questa conversazione non esiste o non esiste più.")
            }
            (Self::TooLong, Language::French | Language::EasyFrench) => {
                ("Message trop long", "Un message a 4 000 caractères au plus.")
            }
            (Self::TooLong, Language::English) => {
                ("Message too long", "A message has at most 4,000 characters.")
            }
            (Self::TooLong, Language::German) => {
                ("Nachricht zu lang", "Eine Nachricht hat höchstens 4.000 Zeichen.")
            }
            (Self::TooLong, Language::Spanish) => {
                ("Mensaje demasiado largo", "Un mensaje tiene como máximo 4000 caracteres.")
            }
            (Self::TooLong, Language::Italian) => {
                ("Messaggio troppo lungo", "Un messaggio ha al massimo 4.000 caratteri.")
            }
            (Self::Closed, Language::French | Language::EasyFrench) => {
                ("Conversation close", "Cette conversation est close : ouvrez-en une autre.")
            }
            (Self::Closed, Language::English) => {
                ("Conversation closed", "This conversation is closed: open another one.")
            }
            (Self::Closed, Language::German) => {
                ("Gespräch beendet", "Dieses Gespräch ist beendet: Beginnen Sie ein neues.")
            }
            (Self::Closed, Language::Spanish) => {
                ("Conversación cerrada", "Esta conversación está cerrada: abra otra.")
            }
            (Self::Closed, Language::Italian) => {
                ("Conversazione chiusa", "Questa conversazione è chiusa: ne apra un’altra.")
            }
        }
    }

    pub fn in_language(self, language: Language) -> Response {
        let (title, detail) = self.words(language);
        Problem::told(self.status(), title, detail).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_has_their_own_words() {
        for refused in [Refused::Malformed, Refused::Missing, Refused::TooLong, Refused::Closed] {
            let words: std::collections::BTreeSet<_> =
                Language::ALL.into_iter().map(|language| refused.words(language)).collect();
            assert_eq!(words.len(), 5, "{refused:?}: easy French is French here");
        }
    }
}
