//! Weights and targets: all or none.

use domain::score;
use services::{Unfit, steering::Typed};

use crate::factories::House;

fn typed(weight: &str, target: &str) -> Vec<Typed> {
    score::components()
        .iter()
        .map(|c| Typed { component: c.id.clone(), weight: weight.into(), target: target.into() })
        .collect()
}

#[tokio::test]
async fn numbers_are_read_as_people_type_them() {
    let house = House::new().await;
    let (administrator, steering) = (house.administrator().await, house.steering());
    steering.set(&administrator, &typed(" 2,5 ", "")).await.unwrap();
    let settings = steering.settings().await.unwrap();
    assert!(score::components().iter().all(|c| settings.weight(c) == 2.5));
    assert_eq!(settings.last_change().unwrap().0, administrator.name);
    assert_eq!(settings.target("pre_complaints"), None);
    for (weight, target, told) in [
        ("-1", "", "de 0 à 10"),
        ("10,1", "", "de 0 à 10"),
        ("NaN", "", "de 0 à 10"),
        ("x", "", "de 0 à 10"),
        ("1", "-1", "objectif"),
        ("1", "inf", "objectif"),
        ("0", "", "un poids plus grand que zéro"),
    ] {
        let error = steering.set(&administrator, &typed(weight, target)).await.unwrap_err();
        assert!(error.to_string().contains(told), "{weight} {target}: {error}");
    }
    let unchanged = steering.settings().await.unwrap();
    assert!(score::components().iter().all(|c| unchanged.weight(c) == 2.5), "none of it stayed");
    steering.set(&administrator, &typed("10", "1")).await.unwrap();
    let settings = steering.settings().await.unwrap();
    assert!(score::components().iter().all(|c| settings.target(&c.indicator) == Some(1.0)));
    steering.set(&administrator, &typed("10", "")).await.unwrap();
    let settings = steering.settings().await.unwrap();
    assert!(score::components().iter().all(|c| settings.target(&c.indicator).is_none()));
}

#[tokio::test]
async fn an_analyst_sets_nothing() {
    let house = House::new().await;
    let analyst = house.analyst().await;
    assert!(matches!(house.steering().set(&analyst, &typed("1", "")).await, Err(Unfit::Forbidden)));
    let unknown = vec![Typed { component: "x".into(), weight: "1".into(), target: String::new() }];
    let administrator = house.administrator().await;
    assert!(house.steering().set(&administrator, &unknown).await.is_err());
    let lines = house.told().await;
    assert_eq!(lines.len(), 1, "a refusal has its line, what was not understood has none: {lines:?}");
}
