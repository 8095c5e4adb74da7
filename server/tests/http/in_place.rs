//! What is answered to a page that changes in place: less than the page, never taken for it.

use domain::identity::Role;

use crate::support::{app, enter, get, get_with, header, post_with, text, values_of};

/// A page's drawings and tables.
fn parts(page: &str) -> (usize, usize) {
    (page.matches("<path").count(), page.matches("<table").count())
}

#[tokio::test]
async fn a_lean_answer_leaves_out_drawings_and_tables_alone() {
    let app = app().await;
    let analyst = enter(&app, Role::Analyst).await;
    for (path, cookie) in [("/perceval", ""), ("/cyberimpact/perception", analyst.as_str())] {
        let whole = text(get_with(&app, path, &[("cookie", cookie)]).await).await;
        let outlines = values_of(&whole, "data-outlines").join(" ");
        let asked = [("cookie", cookie), ("x-in-place", "lean"), ("x-outlines", &outlines)];
        let lean = get_with(&app, path, &asked).await;
        assert_eq!(lean.status(), 200);
        assert_eq!(header(&lean, "cache-control"), "private, no-store", "{path}");
        let lean = text(lean).await;
        let ((drawn, tables), (left, left_tables)) = (parts(&whole), parts(&lean));
        assert!(drawn > 0 && tables > 0 && left_tables == 0, "{path}: {tables} tables, {left_tables} left");
        // Signs of the rail and outlines of maps are no drawings of values.
        assert!(left < drawn, "{path}: {drawn} and {left}");
        for word in ["class=\"finding\"", "<figcaption", "data-charts=", "class=\"downloads\"", "data-told="]
        {
            assert_eq!(lean.matches(word).count(), whole.matches(word).count(), "{path}: {word}");
        }
        // The room of each drawing stays.
        assert_eq!(lean.matches("viewBox=").count(), whole.matches("viewBox=").count(), "{path}");
        assert!(lean.len() < whole.len() * 3 / 4, "{path}: {} of {}", lean.len(), whole.len());
    }
}

#[tokio::test]
async fn a_lean_answer_brings_what_its_charts_are_drawn_from() {
    let app = app().await;
    let analyst = enter(&app, Role::Analyst).await;
    for (path, cookie) in [("/perceval", ""), ("/cyberimpact/perception", analyst.as_str())] {
        let lean = text(get_with(&app, path, &[("cookie", cookie), ("x-in-place", "lean")]).await).await;
        let mut along = Vec::new();
        values_of(&lean, "data-values").iter().for_each(|text| charts::wire::append(&mut along, text));
        let file = values_of(&lean, "data-charts")[0];
        let asked = get_with(&app, file, &[("cookie", cookie)]).await;
        let bytes = axum::body::to_bytes(asked.into_body(), usize::MAX).await.unwrap();
        assert!(along.len() > 100 && along == bytes, "{path}: {} and {}", along.len(), bytes.len());
    }
    let whole = text(get(&app, "/perceval").await).await;
    assert!(!whole.contains("data-values"), "a page that is loaded asks for it once it is quiet");
}

#[tokio::test]
async fn another_state_of_a_page_comes_without_what_stands_around_it() {
    let app = app().await;
    let analyst = enter(&app, Role::Analyst).await;
    let main = |page: &str| {
        let from = page.find("<main").expect("a page has a part of its own");
        page[from..page.find("</main>").expect("which ends")].to_owned()
    };
    for (path, cookie) in [("/perceval", ""), ("/cyberimpact/perception", analyst.as_str())] {
        let as_asked = async |how: &str| {
            text(get_with(&app, path, &[("cookie", cookie), ("x-in-place", how)]).await).await
        };
        let (lean, state) = (as_asked("lean").await, as_asked("state").await);
        assert_eq!(main(&state), main(&lean), "{path}");
        for around in
            ["<header", "id=\"menu\"", "<footer", "id=\"annonce\"", "leptos-island data-component=\"Theme"]
        {
            assert!(!state.contains(around), "{path}: {around}");
        }
        for kept in ["<title>", "rel=\"stylesheet\"", "rel=\"canonical\""] {
            assert_eq!(state.matches(kept).count(), lean.matches(kept).count(), "{path}: {kept}");
        }
    }
}

#[tokio::test]
async fn outlines_come_but_where_they_are() {
    let app = app().await;
    let lean = async |outlines: &str| {
        let asked = [("x-in-place", "lean"), ("x-outlines", outlines)];
        text(get_with(&app, "/perceval", &asked).await).await
    };
    let areas = |page: &str| page.matches("class=\"areas").count();
    let first = lean("").await;
    let name = values_of(&first, "data-outlines")[0].to_owned();
    assert_eq!((areas(&first), areas(&lean("another one").await)), (1, 1));
    assert_eq!(areas(&lean(&format!("another {name}")).await), 0);
}

#[tokio::test]
async fn a_page_varies_by_how_it_is_asked_for() {
    let app = app().await;
    let whole = get(&app, "/perceval").await;
    assert!(header(&whole, "vary").contains("x-in-place"));
    assert_eq!(header(&whole, "cache-control"), "private, no-cache");
    let asked = get_with(&app, "/perceval", &[("x-in-place", "whole")]).await;
    assert_eq!(header(&asked, "cache-control"), "private, no-store");
    let same = |page: String| page.split("<main").nth(1).unwrap_or_default().to_owned();
    let (whole, asked) = (same(text(whole).await), same(text(asked).await));
    assert_eq!(whole.split("</main").next(), asked.split("</main").next(), "the same page");
}

#[tokio::test]
async fn a_form_sent_in_place_is_told_where_it_is_shown() {
    let app = app().await;
    // A person of its own, who keeps nothing in the end: all tests share a database.
    let person = enter(&app, Role::Communication).await;
    let form =
        "indicator=pre_complaints&territory=france&filters=&back=%2Fcyberimpact%2Facteurs%23pre-plaintes";
    let send = async |verb: &str, more: &[(&str, &str)]| {
        let headers = [&[("cookie", person.as_str())], more].concat();
        post_with(&app, &format!("/cyberimpact/suivi/{verb}"), form, &headers).await
    };
    let plain = send("suivre", &[]).await;
    assert_eq!(
        (plain.status().as_u16(), header(&plain, "location")),
        (303, "/cyberimpact/acteurs#pre-plaintes")
    );
    let in_place = send("cesser", &[("x-in-place", "lean")]).await;
    assert_eq!(in_place.status(), 204);
    assert_eq!(header(&in_place, "x-go-to"), "/cyberimpact/acteurs#pre-plaintes");
    assert!(in_place.headers().get("location").is_none());
    // A page that leads elsewhere is followed by the browser, as ever.
    let asked = [("cookie", person.as_str()), ("x-in-place", "lean")];
    let elsewhere = get_with(&app, "/cyberimpact/territoires/35?territoire=departement:29", &asked).await;
    assert_eq!(
        (elsewhere.status().as_u16(), header(&elsewhere, "location")),
        (303, "/cyberimpact/territoires/29")
    );
}
