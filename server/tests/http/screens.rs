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
async fn an_action_is_described_measured_and_taken_back() {
    let app = app().await;
    let (analyst, local, administrator) = (
        enter(&app, Role::Analyst).await,
        enter(&app, Role::DepartmentalCommand).await,
        enter(&app, Role::Administrator).await,
    );
    let form = |place: &str, indicator: &str, du: &str, au: &str| {
        format!(
            "titre=Stand+au+march%C3%A9&nature=operation&territoire={place}&indicateur={indicator}&du={du}&au={au}&attendu=plus"
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
    assert_eq!(post(&app, &format!("{path}/retirer"), "", &analyst).await.status(), 403, "somebody else's");
    assert_eq!(post(&app, &format!("{path}/retirer"), "", &local).await.status(), 303);
    assert_eq!(status(&app, &path, &local).await, 404);
}
