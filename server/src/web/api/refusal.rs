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
    /// A rating that nobody asked for.
    Unasked,
    /// A second rating, other than the first.
    Already,
}

/// Title and sentence in French, English, German, Spanish, Italian.
type Words = [(&'static str, &'static str); 5];

const MALFORMED: Words = [
    ("Demande invalide", "Le corps de la demande est incomplet ou n’est pas le JSON attendu."),
    ("Invalid request", "The request body is incomplete or is not the expected JSON."),
    ("Ungültige Anfrage", "Der Inhalt der Anfrage ist unvollständig oder nicht das erwartete JSON."),
    ("Petición no válida", "El cuerpo de la petición está incompleto o no es el JSON esperado."),
    ("Richiesta non valida", "Il corpo della richiesta è incompleto o non è il JSON previsto."),
];
const MISSING: Words = [
    ("Introuvable", "Cette conversation n’existe pas, ou n’existe plus."),
    ("Not found", "This conversation does not exist, or no longer does."),
    ("Nicht gefunden", "Dieses Gespräch gibt es nicht oder nicht mehr."),
    ("No encontrada", "Esta conversación no existe o ya no existe."),
    ("Non trovata", "Questa conversazione non esiste o non esiste più."),
];
const TOO_LONG: Words = [
    ("Message trop long", "Un message a 4 000 caractères au plus."),
    ("Message too long", "A message has at most 4,000 characters."),
    ("Nachricht zu lang", "Eine Nachricht hat höchstens 4.000 Zeichen."),
    ("Mensaje demasiado largo", "Un mensaje tiene como máximo 4000 caracteres."),
    ("Messaggio troppo lungo", "Un messaggio ha al massimo 4.000 caratteri."),
];
const CLOSED: Words = [
    ("Conversation close", "Cette conversation est close : ouvrez-en une autre."),
    ("Conversation closed", "This conversation is closed: open another one."),
    ("Gespräch beendet", "Dieses Gespräch ist beendet: Beginnen Sie ein neues."),
    ("Conversación cerrada", "Esta conversación está cerrada: abra otra."),
    ("Conversazione chiusa", "Questa conversazione è chiusa: ne apra un’altra."),
];
const UNASKED: Words = [
    (
        "Avis non demandé",
        "Un avis se donne une fois la conversation close ; pour certaines, il n’est pas demandé.",
    ),
    ("No rating asked", "A rating is given once the conversation is closed; for some, none is asked."),
    (
        "Keine Bewertung erbeten",
        "Bewertet wird ein beendetes Gespräch; bei manchen wird nicht danach gefragt.",
    ),
    ("Valoración no solicitada", "Se valora una conversación cerrada; en algunas no se pide valoración."),
    ("Valutazione non richiesta", "Si valuta una conversazione chiusa; per alcune non è richiesta."),
];
const ALREADY: Words = [
    ("Avis déjà donné", "Vous avez déjà donné votre avis sur cette conversation."),
    ("Already rated", "You have already rated this conversation."),
    ("Bereits bewertet", "Sie haben dieses Gespräch bereits bewertet."),
    ("Ya valorada", "Ya ha valorado esta conversación."),
    ("Già valutata", "Ha già valutato questa conversazione."),
];

impl Refused {
    /// Of a body that could not be read.
    pub fn of(status: StatusCode) -> Self {
        if status == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLong } else { Self::Malformed }
    }

    fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Missing => 404,
            Self::Closed | Self::Unasked | Self::Already => 409,
            Self::TooLong => 413,
        }
    }

    /// Title and sentence.
    fn words(self, language: Language) -> (&'static str, &'static str) {
        let [french, english, german, spanish, italian] = match self {
            Self::Malformed => MALFORMED,
            Self::Missing => MISSING,
            Self::TooLong => TOO_LONG,
            Self::Closed => CLOSED,
            Self::Unasked => UNASKED,
            Self::Already => ALREADY,
        };
        match language {
            Language::French | Language::EasyFrench => french,
            Language::English => english,
            Language::German => german,
            Language::Spanish => spanish,
            Language::Italian => italian,
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
        for refused in [
            Refused::Malformed,
            Refused::Missing,
            Refused::TooLong,
            Refused::Closed,
            Refused::Unasked,
            Refused::Already,
        ] {
            let words: std::collections::BTreeSet<_> =
                Language::ALL.into_iter().map(|language| refused.words(language)).collect();
            assert_eq!(words.len(), 5, "{refused:?}: easy French is French here");
        }
    }
}
