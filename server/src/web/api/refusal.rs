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
    /// A file of a kind that is not taken, or broken.
    WrongFile,
    FileTooLarge,
    TooManyFiles,
    /// The scanner found something in it,
    DangerousFile,
    /// or doesn't answer.
    Unscanned,
    /// An emergency is not over: nothing is erased.
    Urgent,
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
const WRONG_FILE: Words = [
    ("Fichier non pris", "Un fichier est une image JPEG, PNG, WebP ou GIF, ou un PDF, et il est entier."),
    ("File not taken", "A file is a JPEG, PNG, WebP or GIF image, or a PDF, and it is whole."),
    (
        "Datei nicht angenommen",
        "Eine Datei ist ein Bild (JPEG, PNG, WebP, GIF) oder ein PDF, und sie ist vollständig.",
    ),
    ("Archivo no aceptado", "Un archivo es una imagen JPEG, PNG, WebP o GIF, o un PDF, y está entero."),
    ("File non accettato", "Un file è un’immagine JPEG, PNG, WebP o GIF, oppure un PDF, ed è intero."),
];
const FILE_TOO_LARGE: Words = [
    ("Fichier trop lourd", "Un fichier fait 10 Mo au plus."),
    ("File too large", "A file has at most 10 MB."),
    ("Datei zu groß", "Eine Datei hat höchstens 10 MB."),
    ("Archivo demasiado grande", "Un archivo tiene como máximo 10 MB."),
    ("File troppo grande", "Un file ha al massimo 10 MB."),
];
const TOO_MANY_FILES: Words = [
    ("Trop de fichiers", "Une conversation a 10 fichiers au plus."),
    ("Too many files", "A conversation has at most 10 files."),
    ("Zu viele Dateien", "Ein Gespräch hat höchstens 10 Dateien."),
    ("Demasiados archivos", "Una conversación tiene como máximo 10 archivos."),
    ("Troppi file", "Una conversazione ha al massimo 10 file."),
];
const DANGEROUS_FILE: Words = [
    ("Fichier refusé", "Ce fichier contient un programme dangereux."),
    ("File refused", "This file contains a dangerous program."),
    ("Datei abgelehnt", "Diese Datei enthält ein gefährliches Programm."),
    ("Archivo rechazado", "Este archivo contiene un programa peligroso."),
    ("File rifiutato", "Questo file contiene un programma pericoloso."),
];
const UNSCANNED: Words = [
    ("Vérification impossible", "Ce fichier n’a pas pu être vérifié : renvoyez-le dans un moment."),
    ("Not checked", "This file could not be checked: send it again in a moment."),
    ("Nicht geprüft", "Diese Datei konnte nicht geprüft werden: Senden Sie sie gleich noch einmal."),
    ("Sin comprobar", "No se ha podido comprobar este archivo: envíelo de nuevo en un momento."),
    ("Non verificato", "Non è stato possibile verificare questo file: lo invii di nuovo tra poco."),
];
const URGENT: Words = [
    ("Urgence en cours", "Cette conversation pourra être effacée une fois close."),
    ("Emergency under way", "This conversation can be deleted once it is closed."),
    ("Notfall", "Dieses Gespräch kann gelöscht werden, sobald es beendet ist."),
    ("Emergencia en curso", "Esta conversación se podrá borrar cuando esté cerrada."),
    ("Emergenza in corso", "Questa conversazione potrà essere cancellata una volta chiusa."),
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
            Self::TooManyFiles | Self::Urgent => 409,
            Self::TooLong | Self::FileTooLarge => 413,
            Self::WrongFile => 415,
            Self::DangerousFile => 422,
            Self::Unscanned => 503,
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
            Self::WrongFile => WRONG_FILE,
            Self::FileTooLarge => FILE_TOO_LARGE,
            Self::TooManyFiles => TOO_MANY_FILES,
            Self::DangerousFile => DANGEROUS_FILE,
            Self::Unscanned => UNSCANNED,
            Self::Urgent => URGENT,
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
            Refused::WrongFile,
            Refused::FileTooLarge,
            Refused::TooManyFiles,
            Refused::DangerousFile,
            Refused::Unscanned,
            Refused::Urgent,
        ] {
            let words: std::collections::BTreeSet<_> =
                Language::ALL.into_iter().map(|language| refused.words(language)).collect();
            assert_eq!(words.len(), 5, "{refused:?}: easy French is French here");
        }
    }
}
