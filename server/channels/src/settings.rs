//! What an operator says of a channel: secrets, the account that answers, where the provider's interface is.

use std::fmt;

use crate::{kind::Kind, mail::Mail, secret::Secret};

/// Meta's Graph API; a version lives for two years at least.
pub const GRAPH_API: &str = "https://graph.facebook.com/v25.0";
pub const X_API: &str = "https://api.x.com";
pub const TWILIO_API: &str = "https://api.twilio.com";
pub const OVH_API: &str = "https://eu.api.ovh.com/1.0";

/// An account of Messenger, Instagram or WhatsApp.
#[derive(Clone)]
pub struct Meta {
    /// Signs what Meta sends.
    pub app_secret: Secret,
    /// Chosen by us, typed into Meta's console.
    pub verify_token: Secret,
    /// Of the page, or of a system user.
    pub access_token: Secret,
    /// The page's id (Messenger, Instagram) or the telephone number's (WhatsApp).
    pub sender: String,
    /// [`GRAPH_API`], or a test's.
    pub base: String,
}

/// An account of X.
#[derive(Clone)]
pub struct X {
    pub consumer_key: String,
    /// The app's: signs what X sends, our answers to its checks, and what we send.
    pub consumer_secret: Secret,
    /// The account's, with its secret (OAuth 1.0a: they have no end, while a bearer's token lives two hours).
    pub access_token: String,
    pub token_secret: Secret,
    /// The id of the account that citizens write to: what it writes is an echo.
    pub account: String,
    /// [`X_API`], or a test's.
    pub base: String,
}

/// A number at Twilio.
#[derive(Clone)]
pub struct Twilio {
    pub account_sid: String,
    /// Signs what Twilio sends, and is the password of what we send.
    pub auth_token: Secret,
    /// Our number (E.164), or a messaging service (`MG…`).
    pub sender: String,
    /// The full public address to which Twilio tells what became of a message.
    pub status_callback: Option<String>,
    /// [`TWILIO_API`], or a test's.
    pub base: String,
}

/// A service at OVHcloud.
#[derive(Clone)]
pub struct Ovh {
    /// The last part of the path that OVH calls: its calls are not signed.
    pub path_secret: Secret,
    pub application_key: String,
    pub application_secret: Secret,
    pub consumer_key: Secret,
    /// `sms-xx12345-1`.
    pub service: String,
    /// A sender by name: nobody can answer it. None is a short number that can be answered.
    pub sender: Option<String>,
    /// [`OVH_API`], or a test's.
    pub base: String,
}

/// The settings of one channel.
#[derive(Clone)]
pub enum Settings {
    Messenger(Meta),
    Instagram(Meta),
    Whatsapp(Meta),
    X(X),
    TwilioSms(Twilio),
    OvhSms(Ovh),
    Mail(Mail),
}

impl Settings {
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Messenger(_) => Kind::Messenger,
            Self::Instagram(_) => Kind::Instagram,
            Self::Whatsapp(_) => Kind::Whatsapp,
            Self::X(_) => Kind::X,
            Self::TwilioSms(_) => Kind::TwilioSms,
            Self::OvhSms(_) => Kind::OvhSms,
            Self::Mail(_) => Kind::Mail,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Settings({})", self.kind().id())
    }
}

/// An address below a base, whether or not the base ends with a slash.
pub(crate) fn below(base: &str, path: &str) -> String {
    format!("{}{path}", base.trim_end_matches('/'))
}
