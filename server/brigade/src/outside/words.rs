//! What stands around an answer in a letter, in the language of its conversation.

use domain::conversation::Language;

/// The words of a letter that are not an agent's.
#[derive(Debug)]
pub struct Words {
    /// Who writes, as mail programs show it.
    pub sender: &'static str,
    /// Tells nobody who looks over a shoulder what it is about.
    pub subject: &'static str,
    /// Below an answer to a mail,
    pub foot: &'static str,
    /// and below one to who gave an address on a page of ours: it may be somebody else's.
    pub foot_of_page: &'static str,
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
            Language::Spanish => &SPANISH,
            Language::Italian => &ITALIAN,
            Language::EasyFrench => &EASY_FRENCH,
        }
    }
}

const FRENCH: Words = Words {
    sender: "Brigade numérique",
    subject: "Réponse à votre message",
    foot: "Vous pouvez répondre à ce courriel. En danger : appelez le 17 ou le 112, ou envoyez un SMS au 114.",
    foot_of_page: "Cette adresse nous a été donnée pour recevoir la réponse à un message. Si c’est vous, vous pouvez répondre à ce courriel. Sinon, ne répondez pas : quelqu’un d’autre lirait votre réponse.\nEn danger : appelez le 17 ou le 112, ou envoyez un SMS au 114.",
};

const ENGLISH: Words = Words {
    sender: "Brigade numérique",
    subject: "Reply to your message",
    foot: "You can reply to this e-mail. In danger: call 17 or 112, or text 114.",
    foot_of_page: "This address was given to us to receive the reply to a message. If it was you, you can reply to this e-mail. If not, do not reply: somebody else would read your reply.\nIn danger: call 17 or 112, or text 114.",
};

const GERMAN: Words = Words {
    sender: "Brigade numérique",
    subject: "Antwort auf Ihre Nachricht",
    foot: "Sie können auf diese E-Mail antworten. In Gefahr: rufen Sie 17 oder 112 an, oder senden Sie eine SMS an 114.",
    foot_of_page: "Diese Adresse wurde uns für die Antwort auf eine Nachricht angegeben. Wenn Sie das waren, können Sie auf diese E-Mail antworten. Wenn nicht, antworten Sie bitte nicht: Jemand anderes würde Ihre Antwort lesen.\nIn Gefahr: rufen Sie 17 oder 112 an, oder senden Sie eine SMS an 114.",
};

const SPANISH: Words = Words {
    sender: "Brigade numérique",
    subject: "Respuesta a su mensaje",
    foot: "Puede responder a este correo. En peligro: llame al 17 o al 112, o envíe un SMS al 114.",
    foot_of_page: "Se nos dio esta dirección para recibir la respuesta a un mensaje. Si fue usted, puede responder a este correo. Si no, no responda: otra persona leería su respuesta.\nEn peligro: llame al 17 o al 112, o envíe un SMS al 114.",
};

const ITALIAN: Words = Words {
    sender: "Brigade numérique",
    subject: "Risposta al suo messaggio",
    foot: "Può rispondere a questa e-mail. In pericolo: chiami il 17 o il 112, o invii un SMS al 114.",
    foot_of_page: "Questo indirizzo ci è stato dato per ricevere la risposta a un messaggio. Se è stato lei, può rispondere a questa e-mail. Altrimenti non risponda: un’altra persona leggerebbe la sua risposta.\nIn pericolo: chiami il 17 o il 112, o invii un SMS al 114.",
};

const EASY_FRENCH: Words = Words {
    sender: "Brigade numérique",
    subject: "Réponse à votre message",
    foot: "Vous pouvez répondre à ce mail. Vous êtes en danger ? Appelez le 17 ou le 112. Ou envoyez un SMS au 114.",
    foot_of_page: "Quelqu’un nous a donné cette adresse. C’est pour recevoir une réponse. C’est vous ? Vous pouvez répondre à ce mail. Ce n’est pas vous ? Ne répondez pas : une autre personne lirait votre réponse.\nVous êtes en danger ? Appelez le 17 ou le 112. Ou envoyez un SMS au 114.",
};
