//! What citizens and the brigade write to each other: by which channel, in which language, who writes, how long a message may be; and
//! how content a citizen was.

use std::fmt;

/// The way by which a citizen came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The chat of a page.
    Chat,
    /// A form whose answer may come later.
    Form,
    Sms,
    Messenger,
    Instagram,
    Whatsapp,
    /// Direct messages of X.
    X,
    Mail,
}

impl Channel {
    pub const ALL: [Self; 8] = [
        Self::Chat,
        Self::Form,
        Self::Sms,
        Self::Messenger,
        Self::Instagram,
        Self::Whatsapp,
        Self::X,
        Self::Mail,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Form => "form",
            Self::Sms => "sms",
            Self::Messenger => "messenger",
            Self::Instagram => "instagram",
            Self::Whatsapp => "whatsapp",
            Self::X => "x",
            Self::Mail => "mail",
        }
    }

    /// Opened by our own pages and by clients of the public contract; the others are ways of other providers'.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Chat | Self::Form)
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.id() == text)
    }
}

/// The language that a citizen reads; easy French ("facile à lire et à comprendre") is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    French,
    English,
    German,
    Spanish,
    Italian,
    EasyFrench,
}

impl Language {
    pub const ALL: [Self; 6] =
        [Self::French, Self::English, Self::German, Self::Spanish, Self::Italian, Self::EasyFrench];

    /// A tag as BCP 47 has it; easy French is a private variant of French.
    pub fn id(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::Italian => "it",
            Self::EasyFrench => "fr-x-falc",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.id() == text)
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Citizen,
    Agent,
    /// The service itself: a conversation was closed.
    System,
}

impl Sender {
    pub const ALL: [Self; 3] = [Self::Citizen, Self::Agent, Self::System];

    pub fn id(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }
}

/// Characters that a message may have.
pub const LONGEST: usize = 4_000;

/// Why a text is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsendable {
    Empty,
    TooLong,
}

/// The text of a message: neither empty nor too long, without blanks around it and without signs that can't be seen.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// # Errors
    /// There is nothing to read in it, or more than [`LONGEST`] characters.
    pub fn new(text: &str) -> Result<Self, Unsendable> {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        let seen: String = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let seen = seen.trim();
        match seen.chars().count() {
            0 => Err(Unsendable::Empty),
            n if n > LONGEST => Err(Unsendable::TooLong),
            _ => Ok(Self(seen.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody confided is in no log.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

/// How content a citizen was with a conversation: 0, not at all, to 10, entirely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u8);

impl Score {
    pub const BEST: u8 = 10;

    pub fn new(value: i64) -> Option<Self> {
        u8::try_from(value).ok().filter(|value| *value <= Self::BEST).map(Self)
    }

    pub fn value(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_goes_from_nought_to_ten() {
        assert_eq!([0, 10].map(|value| Score::new(value).map(Score::value)), [Some(0), Some(10)]);
        assert_eq!([-1, 11, 256, i64::MIN, i64::MAX].map(Score::new), [None; 5]);
    }

    #[test]
    fn a_message_says_something_and_not_too_much() {
        assert_eq!(Text::new(" bonjour\r\nmerci\r "), Ok(Text("bonjour\nmerci".into())));
        assert_eq!(Text::new("a\u{0}b\u{1b}[2J\tc").unwrap().as_str(), "ab[2J\tc");
        for nothing in ["", "  \n\t ", "\u{0}\u{7}"] {
            assert_eq!(Text::new(nothing), Err(Unsendable::Empty), "{nothing:?}");
        }
        assert!(Text::new(&"é".repeat(LONGEST)).is_ok());
        assert_eq!(Text::new(&"é".repeat(LONGEST + 1)), Err(Unsendable::TooLong));
        assert_eq!(format!("{:?}", Text::new("secret").unwrap()), "Text(6 bytes)");
    }

    #[test]
    fn names_are_read_as_written() {
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.id()), Some(channel));
        }
        for language in Language::ALL {
            assert_eq!(Language::parse(language.id()), Some(language));
        }
        assert_eq!((Channel::parse("fax"), Language::parse("br")), (None, None));
        assert_eq!(Sender::ALL.map(Sender::id), ["citizen", "agent", "system"]);
    }
}
