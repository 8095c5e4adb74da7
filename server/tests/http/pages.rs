//! Pages as a client without JavaScript gets them.

use crate::support::{app, app_with, config, get, header, root, text};

const PAGES: [&str; 30] = [
    "/",
    "/ma-gendarmerie",
    "/perceval",
    "/pre-plainte-en-ligne",
    "/site-web",
    "/recrutement",
    "/reseaux-sociaux",
    "/service-public-plus",
    "/avis-google",
    "/iggn",
    "/territoires/35",
    "/territoires/2A",
    "/territoires/974",
    "/territoires/988",
    "/territoires/region-53",
    "/territoires",
    "/information-donnees",
    "/accessibilite",
    "/a-propos",
    "/plan-du-site",
    "/brigade",
    "/brigade/discuter",
    "/brigade/orientation",
    "/brigade/orientation/489c8cd9",
    "/brigade/faq",
    "/brigade/faq?q=porter%20plainte",
    "/brigade/faq/porter-plainte-brigade",
    "/api",
    "/recherche",
    "/recherche?q=perceval",
];

#[tokio::test]
async fn every_page_is_whole_without_javascript() {
    let app = app().await;
    let mut titles = std::collections::HashSet::new();
    for page in PAGES {
        let response = get(&app, page).await;
        assert_eq!(response.status(), 200, "{page}");
        let policy = header(&response, "content-security-policy").to_owned();
        assert!(policy.contains("'nonce-") && !policy.contains("unsafe-inline"), "{page}: {policy}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        let html = text(response).await;
        assert!(html.contains("<html lang=\"fr\""), "{page}");
        assert_eq!(html.matches("<h1").count(), 1, "{page}: one h1");
        assert!(!html.contains(" style=\""), "{page}: inline style");
        let title = html
            .split("<title>")
            .nth(1)
            .and_then(|t| t.split("</title>").next())
            .unwrap_or_default()
            .to_owned();
        assert!(
            !title.is_empty() && (titles.insert(title.clone()) || page.contains('?')),
            "{page}: title {title:?}"
        );
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|t| t.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{page}: duplicate ids");
        assert!(!html.contains("NaN") && !html.contains("N/A"), "{page}: a value that is none");
    }
}

#[tokio::test]
async fn every_chart_has_its_words_its_table_and_its_files() {
    let app = app().await;
    for page in &PAGES[1..11] {
        let html = text(get(&app, page).await).await;
        let figures = html.matches("<figure").count();
        assert!(figures >= 3, "{page}: {figures} figures");
        for part in [
            "<figcaption",
            "-description\"",
            "<table",
            ".csv",
            ".xlsx",
            "observations?",
            "/integrer/",
            "<svg",
        ] {
            assert!(html.matches(part).count() >= figures, "{page}: {part}");
        }
        assert!(
            html.contains("Données simulées") || *page == "/iggn",
            "{page} must say that its figures are simulated"
        );
    }
}

#[tokio::test]
async fn published_figures_are_not_called_simulated() {
    let app = app().await;
    let html = text(get(&app, "/iggn").await).await;
    assert!(!html.contains("<strong>Données simulées."), "IGGN figures are published ones");
    assert!(html.contains("2\u{202f}344"), "complaints of 2021");
}

#[tokio::test]
async fn the_url_owns_the_state() {
    let app = app().await;
    let html = text(get(&app, "/pre-plainte-en-ligne?periode=libre&du=2024-02-01&au=2024-02-29&comparer=precedent&territoire=departement%3A35").await).await;
    assert!(html.contains("En février 2024"), "the finding tells the period");
    assert!(html.contains("Ille-et-Vilaine"), "and the place");
    assert!(html.contains("par rapport à la période précédente"), "and the comparison");
    for bad in
        ["?periode=libre&du=2024-02-30&au=x", "?periode=zut", "?territoire=lune", "?annee=1&periode=annee"]
    {
        let response = get(&app, &format!("/perceval{bad}")).await;
        assert_eq!(response.status(), 200, "{bad}");
        assert!(text(response).await.contains("role=\"alert\""), "{bad}: told in a sentence");
    }
}

#[tokio::test]
async fn an_empty_period_is_told_in_a_sentence() {
    let app = app().await;
    let html = text(get(&app, "/perceval?periode=libre&du=2001-01-01&au=2001-02-01").await).await;
    assert!(html.contains("Aucune donnée du 1er janvier 2001 au 1er février 2001"), "why there is nothing");
}

#[tokio::test]
async fn chart_files_carry_title_description_and_source() {
    let app = app().await;
    let response = get(&app, "/graphiques/perceval/signalements.svg?periode=30j").await;
    assert_eq!(header(&response, "content-type"), "image/svg+xml; charset=utf-8");
    let svg = text(response).await;
    for part in ["<title", "<desc", "Licence Ouverte", "Données simulées"] {
        assert!(svg.contains(part), "{part}");
    }
    assert_eq!(get(&app, "/graphiques/perceval/nexiste.svg").await.status(), 404);
    assert_eq!(get(&app, "/graphiques/x").await.status(), 404);
}

#[tokio::test]
async fn unknown_pages_are_404_and_say_so() {
    let app = app().await;
    for page in ["/nexiste-pas", "/territoires/999", "/territoires/region-00", "/a/b/c", "/%F0%9F"] {
        let response = get(&app, page).await;
        assert_eq!(response.status(), 404, "{page}");
        assert!(text(response).await.contains("Page non trouvée"), "{page}");
    }
}

#[tokio::test]
async fn maintenance_answers_503_but_stays_alive() {
    let mut config = config();
    config.maintenance = true;
    let app = app_with(config).await;
    let response = get(&app, "/perceval").await;
    assert_eq!(response.status(), 503);
    assert!(!header(&response, "retry-after").is_empty());
    assert!(text(response).await.contains("maintenance"));
    assert_eq!(get(&app, "/healthz").await.status(), 200);
    assert_eq!(get(&app, "/readyz").await.status(), 200);
}

#[tokio::test]
async fn the_site_works_under_a_prefix() {
    let mut config = config();
    config.prefix = "/barometre".into();
    let app = app_with(config).await;
    for page in ["/barometre/perceval", "/perceval", "/barometre/api/v1/indicators"] {
        assert_eq!(get(&app, page).await.status(), 200, "{page}");
    }
    let html = text(get(&app, "/barometre/perceval").await).await;
    for part in html
        .split(" href=\"/")
        .skip(1)
        .chain(html.split(" src=\"/").skip(1))
        .chain(html.split(" action=\"/").skip(1))
    {
        assert!(
            part.starts_with("barometre"),
            "a link leaves the prefix: /{}",
            part.split('"').next().unwrap()
        );
    }
}

#[tokio::test]
async fn another_organisation_needs_one_file_only() {
    let mut config = config();
    config.organisation = root().join("public/organisations/exemple.toml");
    let app = app_with(config).await;
    let html = text(get(&app, "/").await).await;
    assert!(html.contains("Exempleville") && html.contains("Demandes"), "its own words");
    let visible = html.replace("/ma-gendarmerie", "").replace("dsfr", "");
    assert!(!visible.to_lowercase().contains("gendarmerie"), "nothing of the first organisation");
    assert_eq!(get(&app, "/ma-gendarmerie").await.status(), 200);
    assert_eq!(get(&app, "/perceval").await.status(), 404, "a page that it does not have");
    // The bundle is not built for these tests everywhere: without it there is no style to colour.
    let style = get(&app, "/pkg/0/style.css").await;
    if style.status() == 200 {
        assert!(text(style).await.contains("#18753c"), "the organisation's accent");
    }
}

#[tokio::test]
async fn a_chart_leaves_the_site_with_its_values_and_its_source() {
    let app = app().await;
    let base = "/graphiques/perceval/signalements";
    let whole: serde_json::Value =
        serde_json::from_str(&text(get(&app, &format!("{base}.json")).await).await).unwrap();
    let points = whole["chart"]["kind"]["Time"]["series"][0]["points"].as_array().unwrap().clone();
    let csv = text(get(&app, &format!("{base}.csv")).await).await;
    let mut rows = csv.lines();
    let first = rows.next().unwrap();
    assert!(first.starts_with("serie,periode,valeur") && first.ends_with("source,licence,permalien"));
    for (row, point) in rows.zip(&points) {
        let value: f64 = row.split(',').nth(2).unwrap().parse().unwrap();
        assert_eq!(Some(value), point["value"].as_f64());
        assert!(
            row.contains("Données simulées")
                && row.contains("https://barometre.example/perceval#signalements")
        );
    }
    assert_eq!(csv.lines().count(), points.len() + 1);
    assert_eq!(whole["sentences"][0].as_array().unwrap().len(), points.len());
    let xlsx = get(&app, &format!("{base}.xlsx")).await;
    assert!(header(&xlsx, "content-disposition").contains("signalements.xlsx"));
    assert_eq!(get(&app, "/graphiques/accueil.bin").await.status(), 200);
    for missing in
        ["/graphiques/perceval/signalements.exe", "/graphiques/nope.bin", "/graphiques/x", "/integrer/x/y"]
    {
        assert_eq!(get(&app, missing).await.status(), 404, "{missing}");
    }
}

#[tokio::test]
async fn a_chart_can_be_framed_where_the_configuration_says() {
    let app = app().await;
    let response = get(&app, "/integrer/perceval/signalements?periode=30j").await;
    assert_eq!(response.status(), 200);
    assert!(header(&response, "content-security-policy").ends_with("frame-ancestors https://exemple.fr"));
    assert_eq!(header(&response, "x-frame-options"), "");
    let html = text(response).await;
    assert!(html.contains("<table") && html.contains("<svg") && html.contains("periode=30j"));
    assert!(html.contains("<strong>Données simulées."), "a frame says what its page says");
    assert!(html.contains("<base target=\"_top\">"), "links leave the frame");
    assert!(html.len() < 40_000, "a light page: {} bytes", html.len());
    assert_eq!(header(&get(&app, "/perceval").await, "x-frame-options"), "DENY");
}

#[tokio::test]
async fn a_longer_month_behind_a_shorter_one_ends_with_it() {
    let app = app().await;
    let april = "/perceval?periode=libre&du=2024-04-01&au=2024-04-30&comparer=precedent";
    let page = text(get(&app, april).await).await;
    assert!(page.contains("du 1 au 31 mars 2024") || page.contains("mars 2024"), "March is what is compared");
    let section = page.split("id=\"signalements\"").nth(1).unwrap();
    let bars = section.split("class=\"k-behind\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(bars.matches('z').count(), 30, "thirty-one days of March, thirty of April: {bars}");
}
