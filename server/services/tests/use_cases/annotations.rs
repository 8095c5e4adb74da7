//! Annotations: who may write them, who reads them, what they hold.

use domain::identity::{Actor, Role};
use services::{Unfit, annotations::Draft};

use crate::factories::{House, day, place};

fn annotation(territory: &str, audience: &str) -> Draft {
    Draft {
        indicator: "pre_complaints".into(),
        territory: Some(place(territory)),
        filters: String::new(),
        day: Some(day("2024-06-01")),
        body: "Panne".into(),
        audience: audience.into(),
    }
}

async fn seen(house: &House, by: &Actor) -> Vec<String> {
    house.annotations().visible(by).await.unwrap().into_iter().map(|a| a.body).collect()
}

#[tokio::test]
async fn an_annotation_is_read_by_whom_it_is_for() {
    let house = House::new().await;
    let (author, other) = (house.analyst().await, house.analyst().await);
    let brest = house.person(Role::DepartmentalCommand, "departement:29").await;
    for audience in ["moi", "collegues", "tous"] {
        let written = Draft { body: audience.into(), ..annotation("departement:29", audience) };
        house.annotations().add(&author, &written).await.unwrap();
    }
    assert_eq!(seen(&house, &author).await.len(), 3);
    assert_eq!(seen(&house, &other).await, ["tous", "collegues"]);
    assert_eq!(seen(&house, &brest).await, ["tous"]);
    let rennes = house.person(Role::DepartmentalCommand, "departement:35").await;
    assert!(seen(&house, &rennes).await.is_empty(), "out of their mandate");
}

#[tokio::test]
async fn what_is_missing_is_said_and_nothing_stays() {
    let house = House::new().await;
    let author = house.analyst().await;
    let good = || annotation("france", "tous");
    let wrong = [
        (Draft { body: "  ".into(), ..good() }, "entre 1 et 280"),
        (Draft { body: "x".repeat(281), ..good() }, "entre 1 et 280"),
        (Draft { day: None, ..good() }, "porte sur un jour"),
        (Draft { day: Some(day("2024-06-16")), ..good() }, "porte sur un jour"),
        (Draft { day: Some(day("1999-12-31")), ..good() }, "porte sur un jour"),
        (Draft { audience: "x".into(), ..good() }, "qui lira"),
        (Draft { indicator: "x".into(), ..good() }, "Choisissez un indicateur"),
        (Draft { territory: None, ..good() }, "Choisissez un territoire"),
    ];
    for (annotation, told) in wrong {
        let error = house.annotations().add(&author, &annotation).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
    assert!(seen(&house, &author).await.is_empty());
    for edge in [
        Draft { body: "é".repeat(280), ..good() },
        Draft { day: Some(day("2024-06-15")), ..good() },
        Draft { day: Some(day("2000-01-01")), ..good() },
    ] {
        house.annotations().add(&author, &edge).await.unwrap();
    }
}

#[tokio::test]
async fn one_takes_back_what_is_one_s_own() {
    let house = House::new().await;
    let (author, other) = (house.analyst().await, house.analyst().await);
    let annotations = house.annotations();
    let id = annotations.add(&author, &annotation("france", "tous")).await.unwrap();
    annotations.comment(&other, id, "Vu").await.unwrap();
    let comment = annotations.visible(&other).await.unwrap()[0].comments[0].clone();
    assert!(comment.mine && comment.body == "Vu");
    assert!(matches!(annotations.withdraw(&other, id).await, Err(Unfit::Forbidden)));
    assert!(matches!(annotations.withdraw_comment(&author, comment.id).await, Err(Unfit::Forbidden)));
    assert_eq!(seen(&house, &author).await.len(), 1);
    annotations.withdraw_comment(&other, comment.id).await.unwrap();
    assert!(annotations.visible(&other).await.unwrap()[0].comments.is_empty());
    annotations.withdraw(&author, id).await.unwrap();
    assert!(seen(&house, &author).await.is_empty());
    let refused = house.told().await.into_iter().filter(|(_, outcome)| outcome == "refusé").count();
    assert_eq!(refused, 2, "each refusal has its line");
}

#[tokio::test]
async fn nobody_writes_or_answers_beyond_their_mandate() {
    let house = House::new().await;
    let author = house.analyst().await;
    let rennes = house.person(Role::DepartmentalCommand, "departement:35").await;
    let annotations = house.annotations();
    let beyond = annotations.add(&rennes, &annotation("departement:29", "tous")).await;
    assert!(matches!(beyond, Err(Unfit::Forbidden)));
    let private = annotations.add(&author, &annotation("france", "moi")).await.unwrap();
    assert!(matches!(annotations.comment(&rennes, private, "Vu").await, Err(Unfit::Forbidden)));
    let open = annotations.add(&author, &annotation("departement:35", "tous")).await.unwrap();
    for (body, fits) in [("", false), (&*"x".repeat(500), true), (&*"x".repeat(501), false)] {
        assert_eq!(annotations.comment(&rennes, open, body).await.is_ok(), fits);
    }
}
