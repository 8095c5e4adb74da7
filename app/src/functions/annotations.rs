//! Annotations of a series, and answers to them.

use domain::ids::{AnnotationId, CommentId};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Annotates a day of a series.
#[server(prefix = "/cyberimpact", endpoint = "annotations", input = PostUrl, output = InWords)]
pub async fn annotate(
    #[server(default)] indicator: String,
    #[server(default)] territory: String,
    #[server(default)] filters: String,
    #[server(default)] day: String,
    #[server(default)] body: String,
    #[server(default)] audience: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let draft = services::annotations::Draft {
        indicator,
        territory: domain::territory::Territory::parse(&territory),
        filters,
        day: day.parse().ok(),
        body,
        audience,
    };
    let done = env.annotations.add(&actor, &draft).await.map(|_| ());
    told(&env, done, crate::address::ANNOTATIONS)
}

/// Takes one's own annotation back.
#[server(prefix = "/cyberimpact/annotations", endpoint = "retirer", input = PostUrl, output = InWords)]
pub async fn withdraw_annotation(number: AnnotationId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.annotations.withdraw(&actor, number).await;
    told(&env, done, crate::address::ANNOTATIONS)
}

/// Answers an annotation.
#[server(prefix = "/cyberimpact/annotations", endpoint = "repondre", input = PostUrl, output = InWords)]
pub async fn comment(number: AnnotationId, #[server(default)] body: String) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.annotations.comment(&actor, number, &body).await;
    told(&env, done, crate::address::ANNOTATIONS.at("", &format!("annotation-{number}")))
}

/// Takes one's own answer back.
#[server(prefix = "/cyberimpact/annotations/reponses", endpoint = "retirer", input = PostUrl, output = InWords)]
pub async fn withdraw_comment(number: CommentId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.annotations.withdraw_comment(&actor, number).await;
    told(&env, done, crate::address::ANNOTATIONS)
}

#[cfg(feature = "ssr")]
impl super::caller::Act for Annotate {
    const FORM: crate::address::Address = crate::address::ANNOTATIONS;

    /// The page knows the parts of a series that it is asked for.
    fn stood_at(typed: &[(String, String)]) -> String {
        let of = |field| crate::state::encoded(super::caller::typed(typed, field));
        let (indicator, territory, filters) = (of("indicator"), of("territory"), of("filters"));
        Self::FORM.at(&format!("?indicateur={indicator}&territoire={territory}&filtres={filters}"), "")
    }
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::ANNOTATIONS; Comment, WithdrawAnnotation, WithdrawComment);
