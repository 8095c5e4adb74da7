//! Behind the login: who gets what.

use axum::body::Body;
use axum::http::Request;
use domain::{
    identity::{Mandate, Operation, Role},
    territory::Territory,
};
use tower::ServiceExt;

use crate::support::{app, enter, get, get_with, header, post, status, text};

/// Addresses of screens and of their files behind the login, with their operations. `doors.rs` asks for each address of the table.
const SCREENS: [(&str, Operation); 21] = [
    ("/cyberimpact", Operation::ReadFigures),
    ("/cyberimpact/visibilite", Operation::ReadFigures),
    ("/cyberimpact/perception", Operation::ReadFigures),
    ("/cyberimpact/acteurs", Operation::ReadFigures),
    ("/cyberimpact/explorer", Operation::ReadFigures),
    ("/cyberimpact/direct", Operation::ReadFigures),
    ("/cyberimpact/direct/flux", Operation::ReadFigures),
    ("/cyberimpact/actions", Operation::ReadFigures),
    ("/graphiques/cyberimpact/explorer/courbes-1.csv", Operation::ReadFigures),
    ("/cyberimpact/territoires", Operation::ReadFigures),
    ("/cyberimpact/territoires/35", Operation::ReadFigures),
    ("/cyberimpact/territoires/region-53", Operation::ReadFigures),
    ("/graphiques/cyberimpact/perception.bin", Operation::ReadFigures),
    ("/graphiques/cyberimpact/perception/note.csv", Operation::ReadFigures),
    ("/cyberimpact/suivi", Operation::ReadFigures),
    ("/cyberimpact/annotations", Operation::ReadFigures),
    ("/cyberimpact/administration/scores", Operation::SetScores),
    ("/cyberimpact/administration", Operation::ManageAccounts),
    ("/cyberimpact/administration/canaux", Operation::ManageChannels),
    ("/cyberimpact/administration/taches", Operation::ManageAccounts),
    ("/cyberimpact/administration/journal", Operation::ReadAudit),
];

#[tokio::test]
async fn each_role_gets_what_its_mandate_gives() {
    let app = app().await;
    for role in Role::ALL {
        let cookie = enter(&app, role).await;
        let home = if role == Role::DepartmentalCommand { "departement:35" } else { "france" };
        let mandate = Mandate::new(role, Territory::parse(home).unwrap()).unwrap();
        for (path, operation) in SCREENS {
            let wanted = if mandate.may(operation) { 200 } else { 403 };
            assert_eq!(status(&app, path, &cookie).await, wanted, "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_stranger_is_sent_to_the_way_in_and_back() {
    let app = app().await;
    for (path, _) in SCREENS {
        for cookie in [
            "",
            "__Host-session=x",
            &format!("__Host-session={}", "0".repeat(64)),
            &format!("session={}", "0".repeat(64)),
        ] {
            let response = get_with(&app, path, &[("cookie", cookie)]).await;
            if path.starts_with("/graphiques") {
                assert_eq!(response.status(), 401, "{path}");
            } else {
                assert_eq!(response.status(), 303, "{path}");
                assert_eq!(header(&response, "location"), format!("/connexion?retour={path}"));
            }
            assert_eq!(header(&response, "cache-control"), "private, no-store", "{path}");
        }
    }
    // What is not for the public is nowhere on its side.
    for path in ["/integrer/cyberimpact/perception/note", "/integrer/cyberimpact/acteurs/carte"] {
        assert_eq!(get(&app, path).await.status(), 404, "{path}");
    }
    let page = text(get(&app, "/connexion?retour=/cyberimpact/acteurs?periode=7j").await).await;
    assert!(page.contains("value=\"/cyberimpact/acteurs?periode=7j\""));
}

#[tokio::test]
async fn a_departemental_command_reads_its_own_territory_only() {
    let app = app().await;
    let local = enter(&app, Role::DepartmentalCommand).await;
    let national = enter(&app, Role::NationalCommand).await;
    for screen in ["", "/visibilite", "/perception", "/acteurs"] {
        for (place, mine) in [
            ("departement:35", true),
            ("region:53", true),
            ("france", true),
            ("departement:29", false),
            ("region:11", false),
        ] {
            let path = format!("/cyberimpact{screen}?territoire={place}");
            assert_eq!(status(&app, &path, &local).await, if mine { 200 } else { 403 }, "{path}");
            assert_eq!(status(&app, &path, &national).await, 200, "{path}");
        }
    }
    for foreign in [
        "/cyberimpact/territoires/29",
        "/cyberimpact/territoires/region-11",
        "/cyberimpact/explorer?s1=pre_complaints&t1=departement:29",
        "/cyberimpact/explorer?s1=contacts&s2=review_rating&t2=region:11",
    ] {
        assert_eq!(status(&app, foreign, &local).await, 403, "{foreign}");
    }
    for foreign in ["/graphiques/cyberimpact/perception.bin", "/graphiques/cyberimpact/perception/note.csv"] {
        let path = format!("{foreign}?territoire=departement:29");
        assert_eq!(status(&app, &path, &local).await, 403, "{path}");
    }
    // Without a choice it is their own territory; of all others not one name is a link.
    let page = text(get_with(&app, "/cyberimpact", &[("cookie", &local)]).await).await;
    assert!(page.contains("Ille-et-Vilaine") && !page.contains("value=\"departement:29\""));
    let list = text(get_with(&app, "/cyberimpact/territoires", &[("cookie", &local)]).await).await;
    assert!(list.contains("/cyberimpact/territoires/35") && !list.contains("/cyberimpact/territoires/29"));
}

#[tokio::test]
async fn the_copy_for_want_of_network_names_nobody_and_says_its_age() {
    let app = app().await;
    let cookie = enter(&app, Role::DepartmentalCommand).await;
    let page = async |path: &str, more: &[(&str, &str)]| {
        let headers = [&[("cookie", cookie.as_str())], more].concat();
        text(get_with(&app, path, &headers).await).await
    };
    let names = ["Commandement départemental", "class=\"who\"", "data-nominative"];
    let age = "Hors ligne. Cet écran date du ";
    for screen in
        ["", "/visibilite", "/perception", "/acteurs", "/explorer", "/territoires", "/territoires/35"]
    {
        let path = format!("/cyberimpact{screen}");
        let read = page(&path, &[]).await;
        assert!(names.iter().all(|name| read.contains(name)) && !read.contains(age), "{path}");
        let kept = page(&path, &[("x-variant", "offline")]).await;
        for name in names {
            assert!(!kept.contains(name), "{path}: {name}");
        }
        assert!(kept.contains(age) && kept.contains("<h1"), "{path}");
        assert!(kept.len() > read.len() / 2, "{path}: figures stay");
    }
    // Nobody else is let in by it, and the public's pages are the same.
    let stranger = get_with(&app, "/cyberimpact", &[("x-variant", "offline")]).await;
    assert_eq!(stranger.status(), 303);
    let open = text(get_with(&app, "/perceval", &[("x-variant", "offline")]).await).await;
    assert!(!open.contains(age));
}

#[tokio::test]
async fn views_that_colleagues_share_are_in_no_copy() {
    let app = app().await;
    let cookie = enter(&app, Role::Analyst).await;
    let form = "title=Nos+contacts&query=s1%3Dcontacts&shared=oui";
    assert_eq!(post(&app, "/cyberimpact/suivi/vues", form, &cookie).await.status(), 303);
    for (variant, is_told) in [("", true), ("offline", false)] {
        let headers = [("cookie", cookie.as_str()), ("x-variant", variant)];
        let page = text(get_with(&app, "/cyberimpact/explorer", &headers).await).await;
        assert_eq!(page.contains("Nos contacts"), is_told, "{variant}");
    }
}

#[tokio::test]
async fn small_counts_are_told_inside_and_withheld_outside() {
    let app = app().await;
    let national = enter(&app, Role::NationalCommand).await;
    let months = "periode=libre&du=2024-02-01&au=2024-02-29";
    let inside = format!("/graphiques/cyberimpact/acteurs/carte.csv?{months}");
    let inside = text(get_with(&app, &inside, &[("cookie", &national)]).await).await;
    let outside =
        text(get(&app, &format!("/graphiques/pre-plainte-en-ligne/carte.csv?{months}")).await).await;
    let withheld = |text: &str| text.lines().filter(|l| l.contains("suppressed")).count();
    assert!(withheld(&outside) >= 2, "Paris, whose filings go elsewhere, and a companion\n{outside}");
    assert_eq!(withheld(&inside), 0);

    // What can't be told is said, beside what can.
    let paris = "/pre-plainte-en-ligne?territoire=departement:75&periode=libre&du=2023-05-01&au=2024-04-30";
    let page = text(get(&app, paris).await).await;
    assert!(
        page.contains("Le total n’est pas publié") && page.contains("couvertes par le secret statistique")
    );

    // Days of a département are published to nobody outside: the last whole month is told instead.
    let day = "periode=libre&du=2024-06-15&au=2024-06-15";
    let chart = text(get(&app, &format!("/graphiques/pre-plainte-en-ligne/carte.json?{day}")).await).await;
    assert!(chart.contains("mai 2024") && !chart.contains("15 juin 2024"), "{chart}");
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let app = app().await;
    let cookie = enter(&app, Role::Administrator).await;
    let forms = [
        "/connexion",
        "/connexion/demonstration",
        "/deconnexion",
        "/cyberimpact/administration/comptes",
        "/cyberimpact/administration/comptes/fermer",
        "/cyberimpact/administration/comptes/sortir",
        "/cyberimpact/administration/scores",
        "/cyberimpact/annotations",
        "/cyberimpact/actions",
        "/cyberimpact/suivi/suivre",
        "/cyberimpact/suivi/lettre",
    ];
    for form in forms {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://mal.example"),
            ("origin", "null"),
            ("x-nothing", "1"),
        ] {
            let request = Request::post(form)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("cookie", &cookie)
                .header("host", "barometre.example")
                .header(name, value)
                .body(Body::from("role=analyste"))
                .unwrap();
            assert_eq!(app.clone().oneshot(request).await.unwrap().status(), 403, "{form} {name}: {value}");
        }
        assert_ne!(get_with(&app, form, &[("cookie", &cookie)]).await.status(), 500, "{form} asked for");
    }
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 200, "still in");
}
