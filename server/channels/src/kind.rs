//! The channels, by name.

/// A channel on which citizens write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Messenger,
    Instagram,
    Whatsapp,
    X,
    TwilioSms,
    OvhSms,
    Mail,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Messenger,
        Self::Instagram,
        Self::Whatsapp,
        Self::X,
        Self::TwilioSms,
        Self::OvhSms,
        Self::Mail,
    ];

    /// The name in paths, settings and tables.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Messenger => "messenger",
            Self::Instagram => "instagram",
            Self::Whatsapp => "whatsapp",
            Self::X => "x",
            Self::TwilioSms => "sms-twilio",
            Self::OvhSms => "sms-ovh",
            Self::Mail => "mail",
        }
    }

    /// The channel of that name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}
