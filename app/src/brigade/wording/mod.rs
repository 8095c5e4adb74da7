//! What a citizen's screens say, in each language that they may choose. Easy French ("facile à lire et à comprendre", the European
//! rules of Inclusion Europe) is one of them. A sentence that is missing in one language does not compile.

mod easy_french;
mod english;
mod french;
mod german;
mod italian;
mod spanish;

use chrono::{DateTime, Utc};
use domain::{conversation::Language, time::to_paris};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{address::Address, env::Env};

/// The sentences of one language. `{n}` stands for a number.
pub struct Wording {
    /// For `lang`: BCP 47.
    pub tag: &'static str,
    /// The language, in itself.
    pub name: &'static str,
    pub choose_language: &'static str,

    pub emergency_title: &'static str,
    pub police: &'static str,
    pub europe: &'static str,
    pub by_text: &'static str,
    pub in_danger: &'static str,
    pub read_first: &'static str,
    pub not_open: &'static str,

    pub description: &'static str,
    pub home_title: &'static str,
    pub home_lead: &'static str,
    /// Where too many write at once.
    pub busy: &'static str,
    pub home_answers: &'static str,
    /// Questions and answers are in French.
    pub home_answers_link: &'static str,
    pub not_done_title: &'static str,
    pub not_done: &'static str,
    pub kept_title: &'static str,
    pub kept: &'static str,

    pub leave_fast: &'static str,
    /// With a script, a key does the same.
    pub leave_fast_key: &'static str,
    pub write_title: &'static str,
    pub fictive: &'static str,
    pub your_message: &'static str,
    pub hint: &'static str,
    pub send: &'static str,
    pub no_complaint: &'static str,
    pub what_becomes: &'static str,

    pub messages_title: &'static str,
    pub messages: &'static str,
    pub you: &'static str,
    pub brigade: &'static str,
    pub service: &'static str,
    pub write_first: &'static str,
    pub next: &'static str,
    pub one_ahead: &'static str,
    pub many_ahead: &'static str,
    pub wait_short: &'static str,
    pub wait_minutes: &'static str,
    pub wait_long: &'static str,
    pub held: &'static str,
    pub answered: &'static str,
    pub closed: &'static str,
    pub meanwhile: &'static str,
    pub new_window: &'static str,
    pub start_another: &'static str,
    pub forget_here: &'static str,

    pub go_on_elsewhere: &'static str,
    /// With the address of the page, as `{page}`.
    pub code_how: &'static str,
    /// With a time, as `{t}`.
    pub code_until: &'static str,
    /// To write by a form, with an address for the answer.
    pub form_title: &'static str,
    pub mail_label: &'static str,
    pub mail_hint: &'static str,
    pub mail_wrong: &'static str,
    pub mail_none: &'static str,
    pub mail_title: &'static str,
    pub mail_send: &'static str,
    /// `{a}`: the address.
    pub mail_on: &'static str,
    pub mail_off: &'static str,
    pub resume_title: &'static str,
    pub resume_label: &'static str,
    pub resume_hint: &'static str,
    pub resume_send: &'static str,
    pub resume_wrong: &'static str,
    /// Of a message that was on the screen of an agent.
    pub shown: &'static str,
    /// In a frame of another site, where no cookie is kept.
    pub not_kept: &'static str,
    /// With a subject, as `{n}`.
    pub about: &'static str,

    pub data_title: &'static str,
    pub data_what: &'static str,
    /// With a moment, as `{t}`.
    pub data_since: &'static str,
    pub data_until: &'static str,
    pub data_score: &'static str,
    pub data_save: &'static str,
    pub erase_title: &'static str,
    pub erase_what: &'static str,
    pub erase_send: &'static str,
    pub erase_urgent: &'static str,
    pub erased: &'static str,
    pub back: &'static str,

    pub file_title: &'static str,
    pub file_label: &'static str,
    pub file_hint: &'static str,
    pub file_send: &'static str,
    pub file_image: &'static str,
    pub file_document: &'static str,
    pub file_wrong: &'static str,
    pub file_dangerous: &'static str,
    pub file_too_many: &'static str,
    pub file_unscanned: &'static str,

    pub news_title: &'static str,
    pub news_none: &'static str,
    pub news_one: &'static str,
    pub news_many: &'static str,
    pub news_closed: &'static str,
    pub news_show: &'static str,

    pub rate_question: &'static str,
    pub rate_hint: &'static str,
    pub rate_comment: &'static str,
    pub rate_comment_hint: &'static str,
    pub rate_send: &'static str,
    pub rate_thanks: &'static str,
    pub rate_state: &'static str,

    pub write_something: &'static str,
    pub message_too_long: &'static str,
    pub comment_too_long: &'static str,
    pub choose_score: &'static str,
    pub gone: &'static str,
    pub rated_already: &'static str,
    pub rated_unasked: &'static str,
    pub closed_unsent: &'static str,
    pub no_service: &'static str,

    /// How the time of a message is told, of today and of another day (`chrono` formats); French has its own way.
    pub time: &'static str,
    pub day: &'static str,
}

impl Wording {
    /// What agents read, and pages that are in French alone.
    pub const FRENCH: &'static Self = &french::WORDING;

    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::French => Self::FRENCH,
            Language::English => &english::WORDING,
            Language::German => &german::WORDING,
            Language::Spanish => &spanish::WORDING,
            Language::Italian => &italian::WORDING,
            Language::EasyFrench => &easy_french::WORDING,
        }
    }

    /// When a message was written.
    pub fn moment(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        if self.tag.starts_with("fr") {
            return super::moment(at, now);
        }
        let (at, now) = (to_paris(at), to_paris(now));
        let format = if at.date() == now.date() { self.time } else { self.day };
        at.format(format).to_string()
    }
}

/// The language that the address of a page asks for.
pub fn asked() -> Option<Language> {
    use_query_map().get_untracked().get("langue").and_then(|tag| Language::parse(&tag))
}

/// A page of a citizen's in a language: as it is where that is `usual` there.
pub fn page_in(page: Address, language: Language, usual: Language, part: &str) -> String {
    let question = if language == usual { String::new() } else { format!("?langue={}", language.id()) };
    page.at(&question, part)
}

/// In the order in which they are offered: easy French is a choice like any other.
const OFFERED: [Language; 6] = [
    Language::French,
    Language::EasyFrench,
    Language::English,
    Language::German,
    Language::Spanish,
    Language::Italian,
];

/// What every form of a citizen's carries: the language that it stands in, and whether it stands in a frame of another site.
pub fn carried(wording: &Wording) -> Vec<(&'static str, String)> {
    let framed = Env::current().is_framed.then(|| ("cadre", "1".to_owned()));
    std::iter::once(("langue", wording.tag.to_owned())).chain(framed).collect()
}

/// The same, as fields.
#[component]
pub fn Carried(wording: &'static Wording) -> impl IntoView {
    carried(wording)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view()
}

/// The same page in other languages, each named in itself.
#[component]
pub fn Languages(page: Address, now: Language, usual: Language) -> impl IntoView {
    let env = Env::current();
    let links = OFFERED
        .map(|language| {
            let Wording { tag, name, .. } = *Wording::of(language);
            let to = env.href(page_in(page, language, usual, ""));
            let current = (language == now).then_some("true");
            view! { <li><a class="fr-link" href=to data-remplace="" lang=tag hreflang=tag aria-current=current>{name}</a></li> }
        })
        .collect_view();
    let label = Wording::of(now).choose_language;
    view! { <nav aria-label=label><ul class="languages">{links}</ul></nav> }.into_any()
}

/// A sentence with its number.
pub fn with(sentence: &str, n: i64) -> String {
    sentence.replace("{n}", &n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_place_in_every_language() {
        for language in Language::ALL {
            let wording = Wording::of(language);
            assert_eq!(wording.tag, language.id(), "{}", wording.name);
            for sentence in
                [wording.many_ahead, wording.wait_minutes, wording.message_too_long, wording.comment_too_long]
            {
                assert_eq!(sentence.matches("{n}").count(), 1, "{}: {sentence}", wording.name);
            }
            assert!(wording.code_how.contains("{page}") && wording.code_until.contains("{t}"));
            assert!(
                wording.emergency_title.len() > 5 && wording.not_done.len() > 20 && wording.kept.len() > 60
            );
        }
    }

    #[test]
    fn a_moment_is_told_as_a_language_tells_it() {
        let now = "2026-12-02T13:05:00Z".parse::<DateTime<Utc>>().unwrap();
        let told = |language, hours| Wording::of(language).moment(now - chrono::TimeDelta::hours(hours), now);
        assert_eq!(told(Language::English, 0), "14:05");
        assert_eq!(told(Language::German, 24), "01.12.2026, 14:05");
        assert_eq!(told(Language::EasyFrench, 0), "14\u{202f}h\u{202f}05");
    }
}
