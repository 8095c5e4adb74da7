//! Ways of others by which citizens write: SMS, WhatsApp, Messenger, Instagram, direct messages of X, mail.
//!
//! * [`channels`]: what an administrator sets of each, and whether it lives.
//! * [`incoming`]: what a provider tells becomes messages of conversations, each once.
//! * [`mail`]: mailboxes that are read, and answers by mail to who wrote on our own pages.
//! * [`leaving`]: what the brigade answers leaves by the way on which its citizen wrote.
//!
//! How each provider writes and signs is `channels`' (the crate). Who writes is known by a keyed hash of their address; the address lies
//! sealed under the key of their conversation, and goes with it.

pub mod channels;
pub mod incoming;
pub mod leaving;
pub mod mail;
mod words;

pub use ::channels::Kind;

use ::channels::{
    GRAPH_API, Meta, OVH_API, Ovh, Secret, Settings, TWILIO_API, Twilio, X, X_API,
    mail::{Mail, Server},
};
use domain::conversation::Channel;
use std::collections::BTreeMap;
use store::StoredConversation;

/// What is said of a channel, by the names of [`fields`].
pub type Values = BTreeMap<String, String>;

/// How the house is reached from outside, and reaches it.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// Public address of the site, with its prefix.
    pub site: String,
    /// Stands for the interfaces of all providers: a relay on the way out, or a test's.
    pub relay: Option<String>,
}

/// A setting of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// It is shown to nobody once it is stored.
    pub is_secret: bool,
    pub is_needed: bool,
}

const fn open(name: &'static str) -> Field {
    Field { name, is_secret: false, is_needed: true }
}

const fn secret(name: &'static str) -> Field {
    Field { name, is_secret: true, is_needed: true }
}

/// What is to be said of a channel of that kind.
pub fn fields(kind: Kind) -> &'static [Field] {
    const META: &[Field] =
        &[open("sender"), secret("app_secret"), secret("verify_token"), secret("access_token")];
    const X: &[Field] = &[
        open("account"),
        open("consumer_key"),
        secret("consumer_secret"),
        secret("access_token"),
        secret("token_secret"),
    ];
    const TWILIO: &[Field] = &[open("account_sid"), open("sender"), secret("auth_token")];
    const OVH: &[Field] = &[
        open("service"),
        open("application_key"),
        secret("application_secret"),
        secret("consumer_key"),
        secret("path_secret"),
        Field { name: "sender", is_secret: false, is_needed: false },
    ];
    const MAIL: &[Field] = &[
        open("address"),
        open("imap"),
        open("smtp"),
        open("login"),
        secret("password"),
        Field { name: "replies", is_secret: false, is_needed: false },
    ];
    match kind {
        Kind::Mail => MAIL,
        Kind::Messenger | Kind::Instagram | Kind::Whatsapp => META,
        Kind::X => X,
        Kind::TwilioSms => TWILIO,
        Kind::OvhSms => OVH,
    }
}

/// Whether a conversation is by our own pages, or by clients of the public contract.
pub(crate) fn is_ours(conversation: &StoredConversation) -> bool {
    Channel::parse(&conversation.channel).is_none_or(Channel::is_ours)
}

/// As conversations and figures call it.
fn channel_of(kind: Kind) -> Channel {
    match kind {
        Kind::Messenger => Channel::Messenger,
        Kind::Instagram => Channel::Instagram,
        Kind::Whatsapp => Channel::Whatsapp,
        Kind::X => Channel::X,
        Kind::TwilioSms | Kind::OvhSms => Channel::Sms,
        Kind::Mail => Channel::Mail,
    }
}

impl Outside {
    /// The address that a provider calls.
    pub fn called_at(&self, name: &str) -> String {
        format!("{}/canaux/{name}", self.site)
    }

    /// None where what is said of it is of no use: that was refused when it was typed.
    fn settings(&self, name: &str, kind: Kind, values: &Values) -> Option<Settings> {
        let said = |name: &str| values.get(name).cloned().unwrap_or_default();
        let hidden = |name: &str| Secret::new(said(name));
        let base = |usual: &str| self.relay.clone().unwrap_or_else(|| usual.to_owned());
        let meta = || Meta {
            app_secret: hidden("app_secret"),
            verify_token: hidden("verify_token"),
            access_token: hidden("access_token"),
            sender: said("sender"),
            base: base(GRAPH_API),
        };
        Some(match kind {
            Kind::Mail => Settings::Mail(Mail {
                address: said("address"),
                replies: values.get("replies").filter(|replies| !replies.is_empty()).cloned(),
                imap: Server::imap(&said("imap"))?,
                smtp: Server::smtp(&said("smtp"))?,
                login: said("login"),
                password: hidden("password"),
            }),
            Kind::Messenger => Settings::Messenger(meta()),
            Kind::Instagram => Settings::Instagram(meta()),
            Kind::Whatsapp => Settings::Whatsapp(meta()),
            Kind::X => Settings::X(X {
                consumer_key: said("consumer_key"),
                consumer_secret: hidden("consumer_secret"),
                access_token: said("access_token"),
                token_secret: hidden("token_secret"),
                account: said("account"),
                base: base(X_API),
            }),
            Kind::TwilioSms => Settings::TwilioSms(Twilio {
                account_sid: said("account_sid"),
                auth_token: hidden("auth_token"),
                sender: said("sender"),
                status_callback: Some(self.called_at(name)),
                base: base(TWILIO_API),
            }),
            Kind::OvhSms => Settings::OvhSms(Ovh {
                path_secret: hidden("path_secret"),
                application_key: said("application_key"),
                application_secret: hidden("application_secret"),
                consumer_key: hidden("consumer_key"),
                service: said("service"),
                sender: values.get("sender").filter(|sender| !sender.is_empty()).cloned(),
                base: base(OVH_API),
            }),
        })
    }
}
