//! Screens behind the login: their figures, what their addresses hold, what is described on them.

use domain::identity::Role;

use crate::support::{app, enter, get, get_with, header, post, status, text};

#[tokio::test]
async fn figures_behind_the_login_are_those_of_the_public() {
    let app = app().await;
    let national = enter(&app, Role::NationalCommand).await;
    for (inside, outside) in [
        ("perception/avis", "avis-google/avis"),
        ("visibilite/abonnes", "reseaux-sociaux/abonnes"),
        ("acteurs/pre-plaintes", "pre-plainte-en-ligne/depots"),
        ("acteurs/contacts", "ma-gendarmerie/contacts"),
    ] {
        let values = |text: String| -> Vec<String> {
            let columns = |line: &str| line.split(',').skip(1).take(3).collect::<Vec<_>>().join(" ");
            text.lines().skip(1).map(columns).collect()
        };
        let a = values(
            text(
                get_with(&app, &format!("/graphiques/cyberimpact/{inside}.csv"), &[("cookie", &national)])
                    .await,
            )
            .await,
        );
        let b = values(text(get(&app, &format!("/graphiques/{outside}.csv")).await).await);
        assert!(a.len() >= 12, "{inside}");
        assert_eq!(a, b, "{inside}");
    }
}

#[tokio::test]
async fn the_address_holds_what_the_explorer_shows() {
    let app = app().await;
    let analyst = enter(&app, Role::Analyst).await;
    let read = async |query: &str| {
        let page = get_with(&app, &format!("/cyberimpact/explorer{query}"), &[("cookie", &analyst)]).await;
        assert_eq!(page.status(), 200, "{query}");
        text(page).await
    };
    let page = read("?s1=pre_complaints&t1=departement:35&s2=review_rating&grain=month&calcul=indice").await;
    assert!(page.contains("Pré-plaintes déposées en ligne, Ille-et-Vilaine"));
    // Its files are asked with the same words.
    assert!(page.contains("courbes-1.csv?calcul=indice&amp;grain=month&amp;s1=pre_complaints&amp;s2=review_rating&amp;t1=departement%3A35"));
    let csv = "/graphiques/cyberimpact/explorer/courbes-1.csv?s1=pre_complaints&t1=departement:35&grain=month&periode=origine";
    let own = text(get_with(&app, csv, &[("cookie", &analyst)]).await).await;
    let public = "/graphiques/territoires/35/pre-plaintes.csv?periode=origine&comparer=non";
    let public = text(get(&app, public).await).await;
    let values = |text: &str| -> Vec<String> {
        text.lines().skip(1).map(|l| l.split(',').skip(1).take(2).collect::<Vec<_>>().join(" ")).collect()
    };
    assert!(values(&own).len() >= 12);
    let months = |list: Vec<String>| list.into_iter().filter(|l| l.len() > 8).collect::<Vec<_>>();
    assert_eq!(months(values(&own)), months(values(&public)), "another way to the same figures");
    for (query, told) in [
        ("?s1=review_rating&calcul=cumul", "Le calcul « cumul » n’a pas de sens"),
        ("?s1=nexiste-pas", "Un indicateur demandé n’existe pas"),
        ("?s1=workforce&grain=day", "Ce pas est trop fin"),
        ("?s1=pre_complaints&du=demain&periode=libre", "Une date n’a pas été comprise"),
        ("?s1=web_visits", "national"),
        ("?s1=pre_complaints&f1=nexiste:x&t1=lune&grain=siecle&calcul=zut", "Pré-plaintes"),
        (
            "?s1=pre_complaints&s2=contacts&periode=origine&grain=week",
            "Les deux premières courbes varient-elles ensemble ?",
        ),
    ] {
        let page = read(query).await;
        assert!(page.contains(told), "{query}");
        assert!(!page.contains("ajoutez by"), "{query}: no word of the API");
    }
}

#[tokio::test]
async fn the_cloud_of_two_curves_is_a_file_like_any_other() {
    let app = app().await;
    let (analyst, local) = (enter(&app, Role::Analyst).await, enter(&app, Role::DepartmentalCommand).await);
    let query = "?s1=pre_complaints&s2=review_rating&grain=month&periode=origine";
    let file = async |name: &str, query: &str, cookie: &str| {
        let path = format!("/graphiques/cyberimpact/explorer/{name}{query}");
        get_with(&app, &path, &[("cookie", cookie)]).await
    };
    let cloud = text(file("nuage.csv", query, &analyst).await).await;
    let curves = text(file("courbes-1.csv", query, &analyst).await).await;
    let other = text(file("courbes-2.csv", query, &analyst).await).await;
    let value = |csv: &str, period: &str| -> Option<f64> {
        let line = csv.lines().find(|l| l.contains(&format!(",{period},")))?;
        line.split(',').nth(2)?.parse().ok()
    };
    assert!(cloud.lines().count() >= 12 && cloud.starts_with("periode,abscisse,ordonnee,source,"));
    for line in cloud.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells[1].parse().ok(), value(&curves, cells[0]), "{line}");
        assert_eq!(cells[2].parse().ok(), value(&other, cells[0]), "{line}");
        assert!(line.contains("Pré-plainte") && line.contains("Google"), "both sources: {line}");
    }
    for (name, kind) in [("nuage.svg", "image/svg+xml"), ("nuage.xlsx", "officedocument")] {
        let response = file(name, query, &analyst).await;
        assert!(header(&response, "content-type").contains(kind), "{name}");
        assert!(header(&response, "content-disposition").contains(name), "{name}");
    }
    assert_eq!(file("nuage.csv", "?s1=pre_complaints", &analyst).await.status(), 404, "one curve");
    assert_eq!(file("nuage.png", query, &analyst).await.status(), 404);
    assert_eq!(file("nuage.csv", query, "").await.status(), 401, "a stranger");
    let foreign = format!("{query}&t1=departement:29");
    assert_eq!(file("nuage.csv", &foreign, &local).await.status(), 403, "another's territory");
}

#[tokio::test]
async fn a_chosen_territory_has_its_own_address() {
    let app = app().await;
    let (national, local) =
        (enter(&app, Role::NationalCommand).await, enter(&app, Role::DepartmentalCommand).await);
    let goes = async |path: &str, cookie: &str| {
        let response = get_with(&app, path, &[("cookie", cookie)]).await;
        let status = response.status().as_u16();
        (status, if status == 303 { header(&response, "location").to_owned() } else { String::new() })
    };
    for (path, to) in [
        ("/territoires/35?territoire=departement:29&periode=30j", "/territoires/29?periode=30j"),
        ("/territoires/35?territoire=region:53&unite=Brigade", "/territoires/region-53"),
        ("/territoires/35?territoire=france", "/territoires"),
        ("/territoires?territoire=departement:2A", "/territoires/2A"),
    ] {
        let wanted = (303, format!("/cyberimpact{to}"));
        assert_eq!(goes(&format!("/cyberimpact{path}"), &national).await, wanted, "{path}");
    }
    for path in ["/territoires/35?territoire=departement:35&periode=30j", "/territoires?territoire=france"] {
        assert_eq!(goes(&format!("/cyberimpact{path}"), &national).await.0, 200, "{path}");
    }
    let (status, to) = goes("/cyberimpact/territoires/35?territoire=departement:29", &local).await;
    assert_eq!((status, goes(&to, &local).await.0), (303, 403), "their own right decides there");
}

#[tokio::test]
async fn a_unit_has_its_screen() {
    let app = app().await;
    let (analyst, local) = (enter(&app, Role::Analyst).await, enter(&app, Role::DepartmentalCommand).await);
    let read = async |path: &str| text(get_with(&app, path, &[("cookie", &local)]).await).await;
    let page = read("/cyberimpact/territoires/35").await;
    let link =
        page.split("href=\"/cyberimpact/territoires/35?unite=").nth(1).expect("a unit of the département");
    let unit = link.split('"').next().unwrap().to_owned();
    let path = format!("/cyberimpact/territoires/35?unite={unit}");
    let screen = read(&path).await;
    assert!(screen.contains("<h1>Brigade de "), "its name");
    assert!(screen.contains("Seuls les avis nomment les unités") && screen.contains("id=\"departement\""));
    let own =
        read(&format!("/graphiques/cyberimpact/territoires/35/avis.csv?unite={unit}&periode=origine")).await;
    let explorer = "/graphiques/cyberimpact/explorer/courbes-1.csv?s1=review_count&t1=departement:35&grain=month&periode=origine";
    let other = read(&format!("{explorer}&f1=unit%3A{unit}")).await;
    let values = |csv: &str| -> Vec<String> {
        csv.lines().skip(1).map(|l| l.split(',').skip(1).take(2).collect::<Vec<_>>().join(" ")).collect()
    };
    assert!(values(&own).len() >= 12);
    assert_eq!(values(&own), values(&other), "the same figures by another way");
    assert_eq!(status(&app, "/cyberimpact/territoires/35?unite=Brigade+de+Nulle-Part", &analyst).await, 404);
    assert_eq!(status(&app, &path.replace("/35", "/29"), &local).await, 403, "another's territory");
}

#[tokio::test]
async fn an_action_is_described_measured_and_taken_back() {
    let app = app().await;
    let (analyst, local, administrator) = (
        enter(&app, Role::Analyst).await,
        enter(&app, Role::DepartmentalCommand).await,
        enter(&app, Role::Administrator).await,
    );
    let form = |place: &str, indicator: &str, du: &str, au: &str| {
        format!(
            "title=Stand+au+march%C3%A9&kind=operation&territory={place}&indicator={indicator}&from={du}&until={au}&expected=plus"
        )
    };
    let describe = async |cookie: &str, form: &str| post(&app, "/cyberimpact/actions", form, cookie).await;
    for (bad, told) in [
        (
            form("departement:35", "pre_complaints", "2024-06-10", "2024-06-01"),
            "Le dernier jour suit le premier",
        ),
        (form("departement:35", "pre_complaints", "", "2024-06-01"), "un premier et un dernier jour"),
        (
            form("departement:35", "pre_complaints", "%2B262142-12-01", "%2B262142-12-31"),
            "entre 2000 et 2100",
        ),
        (form("lune", "pre_complaints", "2024-06-01", "2024-06-10"), "Choisissez un territoire"),
        (form("departement:35", "review_rating", "2024-06-01", "2024-06-10"), "Choisissez un comptage"),
        (form("departement:35", "contacts", "2024-06-01", "2024-06-10"), "que pour la France entière"),
    ] {
        let response = describe(&analyst, &bad).await;
        assert_eq!(response.status(), 400, "{bad}");
        let page = text(response).await;
        assert!(page.contains(told) && page.contains("value=\"Stand au marché\""), "{told}");
    }
    let good = form("departement:35", "pre_complaints", "2024-06-01", "2024-06-20");
    assert_eq!(describe(&administrator, &good).await.status(), 403);
    assert_eq!(describe(&local, &good.replace("departement:35", "departement:29")).await.status(), 403);
    assert_eq!(
        describe(&local, &good.replace("departement:35", "france")).await.status(),
        403,
        "not for all"
    );
    let response = describe(&local, &good).await;
    assert_eq!(response.status(), 303);
    let path = header(&response, "location").to_owned();
    let page = text(get_with(&app, &path, &[("cookie", &local)]).await).await;
    assert!(
        page.contains("par jour")
            && page.contains("Sans l’action")
            && page.contains("un jumeau, mélange des départements")
    );
    let elsewhere = describe(&analyst, &good.replace("departement:35", "departement:29")).await;
    let elsewhere = header(&elsewhere, "location").to_owned();
    assert_eq!(status(&app, &elsewhere, &local).await, 404, "another territory's action is not told");
    assert_eq!(status(&app, &elsewhere, &analyst).await, 200);
    let (withdraw, it) =
        ("/cyberimpact/actions/retirer", format!("number={}", path.rsplit('/').next().unwrap()));
    assert_eq!(post(&app, withdraw, &it, &analyst).await.status(), 403, "somebody else's");
    assert_eq!(post(&app, withdraw, &it, &local).await.status(), 303);
    assert_eq!(status(&app, &path, &local).await, 404);
}
