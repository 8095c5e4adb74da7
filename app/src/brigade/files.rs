//! Files beside words: how one is shown in a conversation, and the form that hands one on.

use ::brigade::{FileNote, Uuid};
use domain::ids::ConversationId;
use leptos::prelude::*;

use super::wording::Wording;
use crate::{address, env::Env};

/// Where a file is read, and by whom.
pub fn file_of(conversation: Option<ConversationId>, id: Uuid) -> String {
    match conversation {
        Some(conversation) => address::DESK_FILE.of(format!("{conversation}.{id}")),
        None => address::CHAT_FILE.of(id.to_string()),
    }
}

/// "2,3 Mo", "84 ko".
fn weight(size: i64) -> String {
    let kilo = (size as f64 / 1000.0).max(1.0);
    match kilo {
        ..1000.0 => format!("{kilo:.0}\u{a0}ko"),
        _ => format!("{:.1}\u{a0}Mo", kilo / 1000.0).replace('.', ","),
    }
}

/// A file in a conversation.
#[component]
pub fn FileLink(
    file: FileNote,
    id: Uuid,
    /// The one at the desk whose it is; none for its citizen.
    conversation: Option<ConversationId>,
    wording: &'static Wording,
) -> impl IntoView {
    let env = Env::current();
    let to = env.href(file_of(conversation, id));
    let what = if file.kind.is_image() { wording.file_image } else { wording.file_document };
    let told = format!("{what} ({}, {})", file.kind.extension().to_uppercase(), weight(file.size));
    // In a frame of another site, what is opened beside it has no proof.
    let blank = (file.kind.is_image() && !env.is_framed).then_some("_blank");
    let saved = (!file.kind.is_image() || env.is_framed).then(|| file.name());
    view! { <p class="words"><a href=to target=blank download=saved rel="external">{told}</a></p> }.into_any()
}

/// What is taken, as a browser's chooser of files is told: phones then make their own photographs fit.
const TAKEN: &str = "image/jpeg,image/png,image/webp,image/gif,application/pdf";

#[component]
pub fn HandOn(
    to: &'static str,
    hidden: Vec<(&'static str, String)>,
    wording: &'static Wording,
) -> impl IntoView {
    let env = Env::current();
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <details class="hand-on">
            <summary>{wording.file_title}</summary>
            <form method="post" action=env.href(to) enctype="multipart/form-data" class="writing">
                {hidden}
                <input type="hidden" name="message" value=env.brigade.message_id().to_string()/>
                <label class="fr-label" for="fichier">{wording.file_label}<span class="fr-hint-text">{wording.file_hint}</span></label>
                <input class="fr-upload" type="file" id="fichier" name="fichier" required=true accept=TAKEN/>
                <button class="fr-btn fr-btn--secondary" type="submit">{wording.file_send}</button>
            </form>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_weighs_what_one_says() {
        let weighs = |size| weight(size);
        assert_eq!((weighs(1), weighs(84_200)), ("1\u{a0}ko".into(), "84\u{a0}ko".into()));
        assert_eq!(weighs(2_340_000), "2,3\u{a0}Mo");
    }
}
