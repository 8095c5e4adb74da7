//! By which way a citizen writes, and where an answer is that leaves the house.

use ::brigade::{Passage, StoredConversation};
use domain::conversation::Channel;

/// ", par SMS", of a conversation that is not by our own pages.
pub fn by(conversation: &StoredConversation) -> &'static str {
    match Channel::parse(&conversation.channel) {
        Some(Channel::Sms) => ", par SMS",
        Some(Channel::Messenger) => ", par Messenger",
        Some(Channel::Instagram) => ", par Instagram",
        Some(Channel::Whatsapp) => ", par WhatsApp",
        Some(Channel::X) => ", par message privé sur X",
        Some(Channel::Mail) => ", par courriel",
        Some(Channel::Form) => ", par le formulaire de contact",
        Some(Channel::Chat) | None => "",
    }
}

/// Whether it is by our own pages: files are handed on there alone.
pub fn is_ours(conversation: &StoredConversation) -> bool {
    Channel::parse(&conversation.channel).is_none_or(Channel::is_ours)
}

/// Where an answer is, behind the moment when it was written.
pub fn told(passage: Passage, why: Option<&str>) -> String {
    match (passage, why) {
        (Passage::Due, Some(why)) => format!(", pas encore parti ({why})"),
        (Passage::Due, None) => ", pas encore parti".to_owned(),
        (Passage::Taken, _) => ", parti".to_owned(),
        (Passage::Delivered, _) => ", remis".to_owned(),
        (Passage::Read, _) => ", lu".to_owned(),
        (Passage::GivenUp, why) => format!(", NON REMIS ({})", why.unwrap_or("sans raison donnée")),
    }
}
