//! Actions: what may be described, and by whom.

use domain::identity::Role;
use services::{Unfit, actions::Described};

use crate::factories::{House, day, place};

fn campaign(territory: &str) -> Described {
    Described {
        title: "Campagne".into(),
        kind: "campagne".into(),
        territory: Some(place(territory)),
        indicator: "pre_complaints".into(),
        from: Some(day("2024-03-01")),
        until: Some(day("2024-03-31")),
        expected: String::new(),
    }
}

#[tokio::test]
async fn an_action_is_described_within_bounds() {
    let house = House::new().await;
    let (actions, barometer) = (house.actions(), house.barometer(0));
    let author = house.person(Role::Communication, "france").await;
    let good = || campaign("france");
    let span =
        |from: &str, until: &str| Described { from: Some(day(from)), until: Some(day(until)), ..good() };
    let cases = [
        (good(), None),
        (span("2024-01-01", "2025-01-01"), None),
        (span("2000-01-01", "2000-01-01"), None),
        (span("2024-01-01", "2025-01-02"), Some("d’un an au plus")),
        (span("2024-03-02", "2024-03-01"), Some("d’un an au plus")),
        (span("1999-12-31", "2000-01-01"), Some("entre 2000 et 2100")),
        (span("2100-12-31", "2101-01-01"), Some("entre 2000 et 2100")),
        (Described { from: None, ..good() }, Some("un premier et un dernier jour")),
        (Described { title: "x".repeat(121), ..good() }, Some("entre 1 et 120")),
        (Described { expected: "x".repeat(501), ..good() }, Some("500 caractères")),
        (Described { kind: "x".into(), ..good() }, Some("nature")),
        (Described { indicator: "x".into(), ..good() }, Some("comptage")),
        (Described { territory: None, ..good() }, Some("territoire")),
        (Described { indicator: "web_visits".into(), ..campaign("departement:35") }, Some("comptage")),
    ];
    for (described, told) in cases {
        match (actions.describe(&author, &barometer, &described).await, told) {
            (Ok(_), None) => {}
            (Err(error), Some(told)) => assert!(error.to_string().contains(told), "{told}: {error}"),
            (result, told) => panic!("{described:?}: {result:?}, {told:?}"),
        }
    }
    assert_eq!(actions.list(&author).await.unwrap().len(), 3);
}

#[tokio::test]
async fn who_may_not_does_not_and_it_is_written_down() {
    let house = House::new().await;
    let (actions, barometer) = (house.actions(), house.barometer(0));
    let rennes = house.person(Role::DepartmentalCommand, "departement:35").await;
    let author = house.person(Role::Communication, "france").await;
    let beyond = actions.describe(&rennes, &barometer, &campaign("departement:29")).await;
    assert!(matches!(beyond, Err(Unfit::Forbidden)));
    let id = actions.describe(&author, &barometer, &campaign("departement:29")).await.unwrap();
    assert!(actions.list(&rennes).await.unwrap().is_empty(), "out of their mandate");
    assert!(matches!(actions.withdraw(&rennes, id).await, Err(Unfit::Forbidden)));
    let other = house.person(Role::Communication, "france").await;
    assert!(matches!(actions.withdraw(&other, id).await, Err(Unfit::Forbidden)));
    actions.withdraw(&author, id).await.unwrap();
    assert!(actions.list(&author).await.unwrap().is_empty());
    let refused = house.told().await.into_iter().filter(|(_, outcome)| outcome == "refusé").count();
    assert_eq!(refused, 3);
}
