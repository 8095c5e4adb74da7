//! Server functions: what forms send and what functions take is the same, and each answers who calls it, and nobody else.

use std::collections::{BTreeMap, BTreeSet};

use app::functions::{
    Refused,
    accounts::{ChangeMandate, CloseAccount, Enrol, PutOut, ReopenAccount},
    actions::{DescribeAction, WithdrawAction},
    annotations::{Annotate, Comment, WithdrawAnnotation, WithdrawComment},
    following::{Confirm, Follow, KeepView, RemoveView, RenameView, Subscribe, Unfollow},
    jobs::{CancelJob, RunJobAgain},
    suggestion::Suggestion,
};
use axum::{Router, body::Body, http::Request};
use domain::identity::Role;
use leptos::server_fn::ServerFn;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use tower::ServiceExt;

use crate::support::{app, enter, get_with, header, post_with, text, values_of};

/// Tells the names of a struct's fields by being asked for one.
struct Names<'n>(&'n mut BTreeSet<&'static str>);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.extend(fields);
        Err(Self::Error::custom("only its names are wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Self::Error::custom("no struct"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn act<F: ServerFn + DeserializeOwned>() -> (&'static str, BTreeSet<&'static str>) {
    let mut names = BTreeSet::new();
    assert!(F::deserialize(Names(&mut names)).is_err());
    (F::PATH, names)
}

/// Acts and the fields that they take. The scores' fields are named by the parts of the scores.
fn acts() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    BTreeMap::from([
        act::<DescribeAction>(),
        act::<WithdrawAction>(),
        act::<Annotate>(),
        act::<Comment>(),
        act::<WithdrawAnnotation>(),
        act::<WithdrawComment>(),
        act::<Follow>(),
        act::<Unfollow>(),
        act::<KeepView>(),
        act::<RenameView>(),
        act::<RemoveView>(),
        act::<Subscribe>(),
        act::<Confirm>(),
        act::<Enrol>(),
        act::<ChangeMandate>(),
        act::<CloseAccount>(),
        act::<ReopenAccount>(),
        act::<PutOut>(),
        act::<RunJobAgain>(),
        act::<CancelJob>(),
    ])
}

/// Properties of a form that scripts read: a field of that name would stand in their place.
const CLOBBERED: [&str; 10] = [
    "id",
    "action",
    "method",
    "target",
    "elements",
    "attributes",
    "children",
    "childNodes",
    "submit",
    "reset",
];

/// Fields that a form may do without: a box that is ticked, a part that a series has not, a form that stands on one page alone.
const OPTIONAL: [&str; 3] = ["shared", "filters", "back"];

/// What is sent to other addresses than acts: the way out, and the end of a connection.
const OTHERS: [&str; 1] = ["/deconnexion"];

/// Forms of a page: where each is sent, and what its fields are called.
fn forms(page: &str) -> Vec<(String, BTreeSet<String>)> {
    let forms = page.split("<form ").skip(1).filter_map(|form| {
        let form = form.split("</form>").next()?;
        let (head, _) = form.split_once('>')?;
        let sent_to = values_of(head, "action").first()?.split('#').next()?.to_owned();
        let names = values_of(form, "name").into_iter().map(str::to_owned).collect();
        head.contains("method=\"post\"").then_some((sent_to, names))
    });
    forms.collect()
}

async fn sent(app: &Router, path: &str, body: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let all = [&[("accept", "text/plain; charset=utf-8")], headers].concat();
    let response = post_with(app, path, body, &all).await;
    (response.status().as_u16(), text(response).await)
}

#[tokio::test]
async fn a_form_sends_what_its_function_takes() {
    let app = app().await;
    let person = enter(&app, Role::Communication).await;
    let sent_by = async |path: &str, body: &str| sent(&app, path, body, &[("cookie", &person)]).await;
    // What forms of one's own stand beside; all of it is taken back.
    let note = "indicator=pre_complaints&territory=france&day=2024-06-14&body=Essai+de+champs&audience=moi";
    assert_eq!(sent_by(Annotate::PATH, note).await, (200, "/cyberimpact/annotations".to_owned()));
    assert_eq!(sent_by(KeepView::PATH, "title=Essai+de+champs&query=s1%3Dcontacts").await.0, 200);
    assert_eq!(sent_by(Follow::PATH, "indicator=pre_complaints&territory=france").await.0, 200);

    let mut seen = BTreeSet::new();
    let acts = acts();
    let administrator = enter(&app, Role::Administrator).await;
    for (page, cookie) in [
        ("annotations", &person),
        ("actions", &person),
        ("suivi", &person),
        ("explorer", &person),
        ("acteurs", &person),
        ("administration", &administrator),
        ("administration/comptes/1", &administrator),
    ] {
        let asked = [("cookie", cookie.as_str())];
        let page = text(get_with(&app, &format!("/cyberimpact/{page}"), &asked).await).await;
        for (path, names) in forms(&page) {
            let Some((path, takes)) = acts.get_key_value(path.as_str()) else {
                assert!(OTHERS.contains(&path.as_str()), "{path} is no act");
                continue;
            };
            for name in &names {
                assert!(
                    !CLOBBERED.contains(&name.as_str()),
                    "{path}: a form's own property is called {name}"
                );
                assert!(takes.contains(name.as_str()), "{path} takes no {name}: {takes:?}");
            }
            for taken in takes {
                assert!(OPTIONAL.contains(taken) || names.contains(*taken), "{path} is sent no {taken}");
            }
            seen.insert(*path);
        }
    }
    for path in [
        Annotate::PATH,
        Comment::PATH,
        WithdrawAnnotation::PATH,
        DescribeAction::PATH,
        Follow::PATH,
        Unfollow::PATH,
        KeepView::PATH,
        RenameView::PATH,
        RemoveView::PATH,
        Enrol::PATH,
        ChangeMandate::PATH,
        CloseAccount::PATH,
        PutOut::PATH,
    ] {
        assert!(seen.contains(path), "no form was seen of {path}");
    }

    assert_eq!(sent_by(Unfollow::PATH, "indicator=pre_complaints&territory=france").await.0, 200);
    for (page, path) in [("annotations", WithdrawAnnotation::PATH), ("suivi", RemoveView::PATH)] {
        let asked = [("cookie", person.as_str())];
        let page = text(get_with(&app, &format!("/cyberimpact/{page}"), &asked).await).await;
        let (_, own) = page.split_once("Essai de champs").unwrap();
        let id = own.split("name=\"number\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(sent_by(path, &format!("number={id}")).await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_names_its_field_and_a_stranger_gets_nothing() {
    let app = app().await;
    let (person, reader) = (enter(&app, Role::Communication).await, enter(&app, Role::NationalCommand).await);
    let note = |day: &str, body: &str| {
        format!("indicator=pre_complaints&territory=france&day={day}&body={body}&audience=moi")
    };
    for (body, status, field) in [
        (note("demain", "x"), 400, Some("day")),
        (note("2024-06-14", ""), 400, Some("body")),
        (note("2024-06-14", "x").replace("moi", "monde"), 400, Some("audience")),
        (note("2024-06-14", "x").replace("france", "lune"), 400, Some("territory")),
        (note("2024-06-14", "x").replace("pre_complaints", "rien"), 400, Some("indicator")),
        ("&&==%ZZ".to_owned(), 400, Some("territory")),
    ] {
        let (answered, words) = sent(&app, Annotate::PATH, &body, &[("cookie", &person)]).await;
        let refused = Refused::read(&words);
        assert_eq!((answered, refused.field.as_deref()), (status, field), "{body}: {words}");
        assert!(refused.sentence.ends_with('.') && !refused.sentence.contains('\n'), "{words}");
    }
    // Something that is no number of an annotation, somebody else's, none at all.
    let (status, words) = sent(&app, WithdrawAnnotation::PATH, "number=x", &[("cookie", &person)]).await;
    assert!(status >= 400 && words.contains("n’a pas été compris"), "{status} {words}");
    let (status, words) = sent(&app, WithdrawAnnotation::PATH, "number=999999", &[("cookie", &person)]).await;
    assert_eq!(status, 403, "{words}");
    // Without the right, a page says so; without a session, a sentence; from another site, nothing is done.
    assert_eq!(sent(&app, RunJobAgain::PATH, "number=1", &[("cookie", &reader)]).await.0, 403);
    let (status, words) = sent(&app, Annotate::PATH, &note("2024-06-14", "x"), &[]).await;
    assert_eq!(status, 401);
    assert!(words.contains("Votre session est finie"), "{words}");
    let foreign = Request::post(Annotate::PATH)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/plain; charset=utf-8")
        .header("cookie", &person)
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(note("2024-06-14", "De+loin")));
    assert_eq!(app.clone().oneshot(foreign.unwrap()).await.unwrap().status(), 403);
    let page = text(get_with(&app, "/cyberimpact/annotations", &[("cookie", &person)]).await).await;
    assert!(!page.contains("De loin"));
    // Nothing that changes something is done by being looked at.
    let looked =
        get_with(&app, &format!("{}?number=1", WithdrawAnnotation::PATH), &[("cookie", &person)]).await;
    assert_ne!(looked.status(), 200);
    // Nor is more taken than a form needs.
    let long = note("2024-06-14", &"a".repeat(70_000));
    assert_eq!(sent(&app, Annotate::PATH, &long, &[("cookie", &person)]).await.0, 413);
}

/// Without JavaScript a refused form stands where it stood, in the state that it was in, with what was typed.
#[tokio::test]
async fn a_form_that_is_refused_stands_where_it_stood() {
    let app = app().await;
    let (analyst, administrator) = (enter(&app, Role::Analyst).await, enter(&app, Role::Administrator).await);
    let again = async |path: &str, body: &str, cookie: &str| {
        let answer = post_with(&app, path, body, &[("cookie", cookie), ("accept", "text/html")]).await;
        assert_eq!(answer.status(), 400, "{path}: {body}");
        text(answer).await
    };
    let long = "n".repeat(81);
    let page =
        again(KeepView::PATH, &format!("title={long}&query=s1%3Dpre_complaints&shared=oui"), &analyst).await;
    let kept = page.split("class=\"keep\"").nth(1).expect("the explorer's own form");
    assert!(
        kept.contains("s1=pre_complaints") && kept.contains(&long) && kept.contains(" checked"),
        "{kept}"
    );
    assert_eq!(kept.matches("aria-invalid=\"true\"").count(), 1);
    // What makes no address is answered on the page of the form all the same.
    let page = again(KeepView::PATH, "title=Vue&query=s1%3D%22%3E%20%3C", &analyst).await;
    assert!(page.contains("n’a pas été comprise") && page.contains("value=\"Vue\""));

    let note = "indicator=web_visits&territory=france&filters=subsite%3Anational&day=demain&body=Refonte&audience=moi";
    let page = again(Annotate::PATH, note, &analyst).await;
    let parts = page.split("id=\"filtres\"").nth(1).and_then(|list| list.split("</select>").next()).unwrap();
    assert!(parts.matches("<option").count() > 2 && !parts.contains("la partie choisie"), "{parts}");
    let chosen = parts.split("subsite:national\"").nth(1).unwrap();
    assert!(chosen.starts_with(" selected"), "{chosen}");
    assert!(page.contains("value=\"Refonte\""));

    let number = {
        let page = get_with(&app, "/cyberimpact/administration", &[("cookie", &administrator)]).await;
        let page = text(page).await;
        let account = page.split("/cyberimpact/administration/comptes/").find_map(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            (!digits.is_empty()).then_some(digits)
        });
        account.expect("an account that has a page")
    };
    let page =
        again(ChangeMandate::PATH, &format!("number={number}&role=analyste&territory=lune"), &administrator)
            .await;
    assert!(page.contains("Choisissez un territoire") && page.contains(&format!("Compte n° {number}")));
    assert!(page.contains("aria-invalid=\"true\""));
    // Who may not change it is not shown it for having tried, and an address of the sender's making is no page.
    let form = format!("number={number}&role=analyste&territory=lune");
    let refused = post_with(&app, ChangeMandate::PATH, &form, &[("cookie", &analyst)]).await;
    assert_eq!(refused.status(), 403);
    assert!(!text(refused).await.contains("Compte n°"));
    for query in ["%2F%2Fmal.example", "..%2F..%2Fconnexion", "%0D%0ALocation%3A+x", &"s1%3D".repeat(600)] {
        let page = again(KeepView::PATH, &format!("title=&query={query}"), &analyst).await;
        assert!(page.contains("<h1>Explorer</h1>") || page.contains("class=\"keep\""), "{query}");
    }
}

#[tokio::test]
async fn what_is_typed_finds_what_it_begins() {
    let app = app().await;
    let suggest = async |words: &str| -> Vec<Suggestion> {
        let asked = [("accept", "application/x-postcard")];
        let response = get_with(&app, &format!("/recherche/suggestions?words={words}"), &asked).await;
        assert_eq!(header(&response, "content-type"), "application/x-postcard");
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        postcard::from_bytes(&bytes).unwrap()
    };
    let found = suggest("ille").await;
    assert_eq!(
        (found[0].title.as_str(), found[0].href.as_str()),
        ("35 – Ille-et-Vilaine", "/territoires/35")
    );
    assert_eq!(suggest("29").await[0].title, "29 – Finistère");
    assert!(suggest("BRETAGNE").await.iter().any(|s| s.href == "/territoires/region-53"));
    assert!(suggest("perc").await[0].href.ends_with("/perceval"), "a service before what is told with it");
    assert!(suggest("e").await.len() <= 8);
    for nothing in ["", "%20", "zzzzzz", "%3Cscript%3E"] {
        assert!(suggest(nothing).await.is_empty(), "{nothing}");
    }
}

#[tokio::test]
async fn a_question_leads_nowhere_else_and_costs_nothing_however_long() {
    let app = app().await;
    let asked = [("accept", "text/html"), ("referer", "https://mal.example/x")];
    let answer = get_with(&app, "/recherche/suggestions?words=bre", &asked).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().get("location").is_none());
    let long = format!("/recherche/suggestions?words={}", "a+".repeat(30_000));
    assert_eq!(get_with(&app, &long, &[]).await.status(), 200);
}
