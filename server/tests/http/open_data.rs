//! The API as a stranger uses it.

use crate::support::{app, app_with, config, demonstration, get, get_with, header, json, send, text};
use serde_json::Value;

const Q: &str =
    "/api/v1/observations?indicator=contacts&from=2024-01-01&to=2024-03-31&grain=month&by=category";

#[tokio::test]
async fn the_envelope_follows_the_contract() {
    let app = app().await;
    let response = get(&app, Q).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let tag = header(&response, "etag").to_owned();
    let answer = json(response).await;
    assert_eq!(answer["period"]["grain"], "month");
    assert_eq!(answer["indicator"]["unit"], "contacts");
    assert_eq!(answer["simulated"], true);
    let rows = answer["data"].as_array().unwrap();
    assert_eq!(rows.len(), 12, "3 months of 4 categories; PNAV is not published");
    assert_eq!(rows[0]["period"], "2024-01");
    assert_eq!(rows[0]["territory"], "france");
    assert_eq!(rows[0]["status"], "final");
    assert!(rows.iter().all(|r| r["category"] != "PNAV"));
    assert_eq!(get_with(&app, Q, &[("if-none-match", &tag)]).await.status(), 304);
    let compared = json(get(&app, &format!("{Q}&compare=previous")).await).await;
    assert_eq!(compared["compared_with"]["from"], "2023-10-01");
    assert_eq!(compared["data"][0]["compare"]["period"], "2023-10");
}

#[tokio::test]
async fn parts_sum_to_totals_at_every_grain() {
    let app = app().await;
    let total = |grain: &'static str| {
        let app = app.clone();
        async move {
            let uri = format!(
                "/api/v1/observations?indicator=contacts&from=2023-06-12&to=2024-05-20&grain={grain}"
            );
            let answer = json(get(&app, &uri).await).await;
            answer["data"].as_array().unwrap().iter().filter_map(|r| r["value"].as_f64()).sum::<f64>()
        }
    };
    let whole = total("total").await;
    assert!(whole > 50_000.0);
    for grain in ["week", "month", "quarter", "year"] {
        assert_eq!(total(grain).await, whole, "{grain}");
    }
}

/// Computed again from the file that was loaded, by other means: no reader, no store, no fold of ours.
#[tokio::test]
async fn figures_agree_with_the_files() {
    let app = app().await;
    let (_, folder) = demonstration().await;
    let file = std::fs::read_to_string(folder.join("easiware.csv")).unwrap();
    let march = file.lines().filter(|l| l.contains("/03/2024 ") && l.contains(";Victime;")).count() as f64;
    let answer = json(get(&app, "/api/v1/observations?indicator=contacts&from=2024-03-01&to=2024-03-31&grain=total&category=victime").await).await;
    assert_eq!(answer["data"][0]["value"].as_f64(), Some(march));

    let file = std::fs::read_to_string(folder.join("ppel.csv")).unwrap();
    let mut seconds: Vec<i64> = Vec::new();
    for line in file.lines().skip(1).filter(|l| l.contains(",2024-02-")) {
        let cells: Vec<&str> = line.split(',').collect();
        let at = |t: &str| chrono::NaiveDateTime::parse_from_str(t, "%Y-%m-%d %H:%M:%S").ok();
        if cells[1].starts_with("2024-02-")
            && let (Some(a), Some(b)) = (at(cells[1]), at(cells[2]))
        {
            seconds.push((b - a).num_seconds());
        }
    }
    seconds.sort_unstable();
    let exact = |q: f64| seconds[(q * (seconds.len() - 1) as f64).floor() as usize] as f64;
    let mean = seconds.iter().sum::<i64>() as f64 / seconds.len() as f64;
    for (indicator, want, tolerance) in [
        ("pre_complaint_duration_mean", mean, 1e-6),
        ("pre_complaint_duration_median", exact(0.5), 0.006),
        ("pre_complaint_duration_p90", exact(0.9), 0.006),
    ] {
        let uri =
            format!("/api/v1/observations?indicator={indicator}&from=2024-02-01&to=2024-02-29&grain=total");
        let row = json(get(&app, &uri).await).await["data"][0].clone();
        let value = row["value"].as_f64().unwrap();
        assert!((value - want).abs() <= want * tolerance, "{indicator}: {value} instead of {want}");
        assert_eq!(row["n"].as_i64(), Some(seconds.len() as i64));
    }
}

#[tokio::test]
async fn what_has_no_meaning_is_422_and_what_is_malformed_400() {
    let app = app().await;
    let base = "/api/v1/observations?from=2024-01-01&to=2024-01-31";
    for (query, status, parameter) in [
        ("&indicator=web_visits&grain=day", 422, "by"),
        ("&indicator=web_visitors&grain=day&by=subsite", 422, "grain"),
        ("&indicator=experience_theme_positive_share&grain=month", 422, "by"),
        ("&indicator=nope", 400, "indicator"),
        ("&indicator=contacts&grain=eon", 400, "grain"),
        ("&indicator=contacts&by=nope", 400, "by"),
        ("&indicator=contacts&by=age", 400, "by"),
        ("&indicator=contacts&territory=departement:35", 400, "territory"),
        ("&indicator=contacts&territory=departement:999", 400, "territory"),
        ("&indicator=contacts&compare=x", 400, "compare"),
        ("&indicator=contacts&limit=x", 400, "limit"),
        ("&indicator=contacts&limit=0", 400, "limit"),
        ("&indicator=contacts&zut=1", 400, "zut"),
        ("&indicator=contacts&grain=day&grain=month", 400, "grain"),
    ] {
        let response = get(&app, &format!("{base}{query}")).await;
        assert_eq!(response.status(), status, "{query}");
        assert_eq!(header(&response, "content-type"), "application/problem+json", "{query}");
        let problem = json(response).await;
        assert_eq!(problem["parameter"], parameter, "{query}");
        assert!(problem["detail"].as_str().unwrap().ends_with('.'), "{query}: a sentence");
    }
    for (from, to) in [
        ("", "2024-01-01"),
        ("2024-02-30", "2024-03-01"),
        ("2024-02-02", "2024-02-01"),
        ("9999-12-31", "9999-12-31"),
    ] {
        let uri = format!("/api/v1/observations?indicator=contacts&from={from}&to={to}");
        assert_eq!(get(&app, &uri).await.status(), 400, "{uri}");
    }
    assert_eq!(get(&app, "/api/v1/nope").await.status(), 404);
    let written = send(&app, "POST", "/api/v1/observations").await;
    assert_eq!(written.status(), 405);
    assert_eq!(header(&written, "content-type"), "application/problem+json");
    assert_eq!(get(&app, "/api/v1/indicators/nope").await.status(), 404);
}

/// A generator of our own, so that the same 500 questions are asked each time.
struct Lottery(u64);
impl Lottery {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from[(self.0 >> 33) as usize % from.len()]
    }
}

#[tokio::test]
async fn five_hundred_random_questions_never_break_the_server() {
    let app = app().await;
    let list = json(get(&app, "/api/v1/indicators").await).await;
    let ids: Vec<String> =
        list["data"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut lottery = Lottery(7);
    let mut answered = 0;
    for _ in 0..500 {
        let uri = format!(
            "/api/v1/observations?indicator={}&from={}&to={}&grain={}&territory={}&by={}&compare={}",
            lottery.pick(&ids),
            lottery.pick(&[
                "2024-01-01",
                "2023-05-15",
                "2023-12-31",
                "2024-02-10",
                "2024-03-31",
                "1980-01-01",
                "x",
                "2019-02-29"
            ]),
            lottery.pick(&["2024-03-31", "2024-06-30", "2024-01-01", "2024-02-30"]),
            lottery.pick(&["hour", "day", "week", "month", "quarter", "year", "total", "eon"]),
            lottery.pick(&[
                "france",
                "france",
                "france",
                "departement:35",
                "departement:*",
                "region:53",
                "region:*",
                "%27;drop",
                "departement:non-rattache"
            ]),
            lottery.pick(&[
                "",
                "",
                "",
                "",
                "category",
                "sentiment",
                "subsite",
                "person_type",
                "category,channel",
                "theme",
                "nope"
            ]),
            lottery.pick(&["", "", "", "previous", "year", "x"]),
        );
        let response = get(&app, &uri).await;
        assert!(response.status().as_u16() < 500, "{} on {uri}", response.status());
        answered += usize::from(response.status() == 200);
    }
    assert!(answered > 20, "only {answered} of 500 were answered: the lottery is too wild to prove much");
}

#[tokio::test]
async fn csv_has_the_same_values_and_dumps_are_whole() {
    let app = app().await;
    let answer = json(get(&app, Q).await).await;
    let csv = text(get(&app, &Q.replace("observations?", "observations.csv?")).await).await;
    assert_eq!(text(get_with(&app, Q, &[("accept", "text/csv")]).await).await, csv);
    let mut lines = csv.lines();
    assert_eq!(lines.next().unwrap(), "period,territory,category,value,status,simulated");
    for (line, row) in lines.zip(answer["data"].as_array().unwrap()) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells[2], row["category"]);
        assert_eq!(cells[3].parse::<f64>().ok(), row["value"].as_f64());
    }
    for id in ["contacts", "experiences", "followers", "web_visitors", "breach_share"] {
        let response = get(&app, &format!("/api/v1/dumps/{id}.csv.gz")).await;
        assert_eq!(response.status(), 200, "{id}");
        assert_eq!(header(&response, "content-type"), "application/gzip");
    }
    assert_eq!(get(&app, "/api/v1/dumps/nope.csv.gz").await.status(), 404);
}

#[tokio::test]
async fn long_answers_come_in_pages() {
    let app = app().await;
    let uri = "/api/v1/observations?indicator=card_fraud_reports&from=2024-01-01&to=2024-03-31&grain=day";
    let whole = json(get(&app, uri).await).await["data"].as_array().unwrap().clone();
    let mut pages: Vec<Value> = Vec::new();
    let mut next = format!("{uri}&limit=40");
    for _ in 0..10 {
        let page = json(get(&app, &next).await).await;
        pages.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(address) => next = address.replace("https://barometre.example", ""),
            None => break,
        }
    }
    assert_eq!(pages, whole);
    let csv = get(&app, &format!("{}&limit=40", uri.replace("observations?", "observations.csv?"))).await;
    assert!(header(&csv, "link").ends_with("cursor=40>; rel=\"next\""), "{}", header(&csv, "link"));
    assert_eq!(text(csv).await.lines().count(), 41);
}

#[tokio::test]
async fn the_description_is_openapi_3_1() {
    let document = json(get(&app().await, "/api/v1/openapi.json").await).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in [
        "/api/v1/observations",
        "/api/v1/indicators",
        "/api/v1/territories",
        "/api/v1/events",
        "/api/v1/observations.csv",
        "/api/v1/dumps/{indicator}.csv.gz",
    ] {
        assert!(document["paths"][path]["get"].is_object(), "{path}");
    }
}

#[tokio::test]
async fn clients_are_told_their_limit() {
    let mut config = config();
    config.rate_per_minute = 2;
    let app = app_with(config).await;
    let first = get(&app, "/api/v1/events").await;
    assert_eq!(header(&first, "ratelimit-remaining"), "1");
    get(&app, "/api/v1/events").await;
    let third = get(&app, "/api/v1/events").await;
    assert_eq!(third.status(), 429);
    assert!(!header(&third, "retry-after").is_empty());
}

/// Small counts: what one answer withholds, no other total gives back.
#[tokio::test]
async fn withheld_counts_stay_withheld_across_answers() {
    let app = app().await;
    let ask = |query: String| {
        let app = app.clone();
        async move {
            let uri = format!("/api/v1/observations?indicator=experiences&{query}&limit=50000");
            json(get(&app, &uri).await).await["data"].as_array().unwrap().clone()
        }
    };
    let year = "from=2024-01-01&to=2024-06-30";
    let parts = ask(format!("{year}&grain=month&territory=departement:*")).await;
    let regions = ask(format!("{year}&grain=month&territory=region:*")).await;
    let france = ask(format!("{year}&grain=month")).await;
    assert!(parts.iter().any(|r| r["status"] == "suppressed"), "the demonstration has small counts");
    for row in parts.iter().chain(&regions).chain(&france) {
        let value = row["value"].as_f64();
        assert!(value.is_none_or(|v| v == 0.0 || v >= 5.0), "a small count is shown: {row}");
    }
    // France minus its départements, month by month: never one unknown, never a small sum.
    for total in &france {
        let of: Vec<&Value> = parts.iter().filter(|r| r["period"] == total["period"]).collect();
        let hidden = of.iter().filter(|r| r["status"] == "suppressed").count();
        let shown: f64 = of.iter().filter_map(|r| r["value"].as_f64()).sum();
        let rest = total["value"].as_f64().unwrap() - shown;
        assert!(hidden != 1, "{}: one unknown", total["period"]);
        assert!(hidden == 0 || rest >= 5.0, "{}: {rest} is told by subtraction", total["period"]);
    }
    // A quarter minus its months, place by place.
    let quarters = ask(format!("{year}&grain=quarter&territory=departement:*")).await;
    for quarter in quarters.iter().filter(|q| q["value"].is_number()) {
        let months: Vec<&Value> = parts
            .iter()
            .filter(|r| r["territory"] == quarter["territory"])
            .filter(|r| {
                let month: u32 = r["period"].as_str().unwrap()[5..7].parse().unwrap();
                quarter["period"] == format!("2024-Q{}", (month - 1) / 3 + 1)
            })
            .collect();
        let hidden = months.iter().filter(|r| r["status"] == "suppressed").count();
        assert!(hidden != 1, "{} {}: one unknown month", quarter["territory"], quarter["period"]);
    }
}

/// What a tester once recovered by hand: one category that stands alone, and days that hold one person each.
#[tokio::test]
async fn zeros_and_sliding_windows_tell_nothing() {
    let app = app().await;
    let ask = |query: String| {
        let app = app.clone();
        async move {
            json(get(&app, &format!("/api/v1/observations?{query}&limit=50000")).await).await["data"]
                .as_array()
                .unwrap()
                .clone()
        }
    };
    for place in ["35", "36", "04", "48", "2A", "973"] {
        let base = format!("territory=departement:{place}&from=2024-01-01&to=2024-03-31&grain=month");
        let totals = ask(format!("indicator=pre_complaints&{base}")).await;
        let parts = ask(format!("indicator=pre_complaints&{base}&by=person_type")).await;
        for total in totals.iter().filter(|t| t["value"].is_number()) {
            let of: Vec<&Value> = parts.iter().filter(|r| r["period"] == total["period"]).collect();
            assert!(
                of.iter().filter(|r| r["status"] == "suppressed").count() != 1,
                "{place} {}: one unknown",
                total["period"]
            );
        }
        let year = ask(format!(
            "indicator=experiences&territory=departement:{place}&from=2024-01-01&to=2024-06-30&grain=quarter"
        ))
        .await;
        let days = ask(format!(
            "indicator=experiences&territory=departement:{place}&from=2024-01-01&to=2024-06-30&grain=day"
        ))
        .await;
        for quarter in year.iter().filter(|q| q["value"].is_number()) {
            let first = if quarter["period"] == "2024-Q1" { 1..=3 } else { 4..=6 };
            let hidden = days
                .iter()
                .filter(|d| first.contains(&d["period"].as_str().unwrap()[5..7].parse::<u32>().unwrap()))
                .filter(|d| d["status"] == "suppressed")
                .count() as f64;
            assert!(
                hidden == 0.0 || hidden != quarter["value"].as_f64().unwrap(),
                "{place}: one person a day is told"
            );
        }
        // Windows slid by a day: either withheld or never different by a small count.
        let mut last: Option<f64> = None;
        for end in 10..28 {
            let row = ask(format!("indicator=experiences&territory=departement:{place}&from=2024-02-05&to=2024-02-{end}&grain=total")).await[0].clone();
            let value = row["value"].as_f64();
            if let (Some(a), Some(b)) = (last, value) {
                assert!((b - a).abs() < 0.5 || (b - a).abs() >= 5.0, "{place}: {a} then {b}");
            }
            last = value;
        }
    }
}
