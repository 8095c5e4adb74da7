//! Why an act was not done, and how it is said over the wire.

use std::{convert::Infallible, string::FromUtf8Error};

use leptos::server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    error::{FromServerFnError, ServerFnErrorErr},
};

use super::Done;

/// Why an act was not done: one sentence for who asked, beside the field that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub sentence: String,
    /// Name of the field to type anew; none where no field is at fault.
    pub field: Option<String>,
}

impl Refused {
    pub fn plain(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), field: None }
    }

    /// As [`Words`] wrote it.
    pub fn read(text: &str) -> Self {
        let (sentence, field) = match text.split_once('\n') {
            Some((sentence, field)) => (sentence, Some(field.trim().to_owned())),
            None => (text, None),
        };
        Self { sentence: sentence.to_owned(), field }
    }
}

/// Plain text: of what is done, where it is shown; of a refusal, its sentence, and on a line of its own the field. Any other
/// refusal of the server (no session, too many requests) is a sentence too, and reads as one.
pub struct Words;

impl ContentType for Words {
    const CONTENT_TYPE: &'static str = "text/plain; charset=utf-8";
}

impl FormatType for Words {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<Done> for Words {
    type Error = Infallible;

    fn encode(done: &Done) -> Result<Bytes, Self::Error> {
        Ok(done.shown_at.clone().into())
    }
}

impl Decodes<Done> for Words {
    type Error = FromUtf8Error;

    fn decode(bytes: Bytes) -> Result<Done, Self::Error> {
        Ok(Done { shown_at: String::from_utf8(bytes.into())? })
    }
}

impl Encodes<Refused> for Words {
    type Error = Infallible;

    fn encode(refused: &Refused) -> Result<Bytes, Self::Error> {
        let Refused { sentence, field } = refused;
        Ok(match field {
            Some(field) => format!("{sentence}\n{field}"),
            None => sentence.clone(),
        }
        .into())
    }
}

impl Decodes<Refused> for Words {
    type Error = FromUtf8Error;

    fn decode(bytes: Bytes) -> Result<Refused, Self::Error> {
        Ok(Refused::read(&String::from_utf8(bytes.into())?))
    }
}

impl FromServerFnError for Refused {
    type Encoder = Words;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::plain(match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                "Ce formulaire n’a pas été compris : rechargez la page."
            }
            _ => "Le réseau ou le serveur n’a pas répondu.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_read_as_it_was_written() {
        for field in [None, Some("day".to_owned())] {
            let refused = Refused { sentence: "Choisissez un jour.".to_owned(), field };
            assert_eq!(Refused::de(refused.ser()), refused);
        }
        let done = Done { shown_at: "/cyberimpact/suivi#note".to_owned() };
        let Ok(bytes) = <Words as Encodes<Done>>::encode(&done);
        assert_eq!(<Words as Decodes<Done>>::decode(bytes), Ok(done));
    }

    #[test]
    fn what_is_no_text_is_no_panic() {
        let refused = Refused::de(Bytes::from_static(&[0xFF, 0xFE]));
        assert!(refused.sentence.contains("n’a pas répondu"), "{refused:?}");
    }
}
