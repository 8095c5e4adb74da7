//! What a person keeps: followed series, views, the weekly digest.

use chrono::TimeDelta;
use domain::identity::Role;
use services::Unfit;

use crate::factories::{House, place};

#[tokio::test]
async fn series_are_followed_within_the_mandate_and_a_bound() {
    let house = House::new().await;
    let (following, analyst) = (house.following(), house.analyst().await);
    let rennes = house.person(Role::DepartmentalCommand, "departement:35").await;
    let beyond = following.follow(&rennes, "pre_complaints", Some(place("departement:29")), "").await;
    assert!(matches!(beyond, Err(Unfit::Forbidden)));
    for number in 1..=19 {
        let at = place(&format!("departement:{number:02}"));
        following.follow(&analyst, "pre_complaints", Some(at), "").await.unwrap();
    }
    for number in 21..=25 {
        let at = place(&format!("departement:{number}"));
        following.follow(&analyst, "pre_complaints", Some(at), "").await.unwrap();
    }
    assert_eq!(following.followed(&analyst).await.unwrap().len(), 24);
    let one_more = following.follow(&analyst, "pre_complaints", Some(place("departement:26")), "").await;
    assert!(one_more.unwrap_err().to_string().contains("24 séries"));
    following.unfollow(&analyst, "pre_complaints", Some(place("departement:25")), "").await.unwrap();
    following.follow(&analyst, "pre_complaints", Some(place("departement:26")), "").await.unwrap();
    assert!(following.followed(&rennes).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_view_is_shared_where_its_author_says_so() {
    let house = House::new().await;
    let (following, author, other) = (house.following(), house.analyst().await, house.analyst().await);
    following.keep_view(&author, "Mienne", "?a=1", false).await.unwrap();
    following.keep_view(&author, "Nôtre", "a=2", true).await.unwrap();
    following
        .keep_view(&author, "Du Finistère", "t1=departement%3A35&t2=departement%3A29", true)
        .await
        .unwrap();
    let rennes = house.person(Role::DepartmentalCommand, "departement:35").await;
    let titles = async |actor| -> Vec<String> {
        let views = following.views(actor).await.unwrap();
        let mut titles: Vec<String> = views.into_iter().map(|view| view.title).collect();
        titles.sort();
        titles
    };
    assert_eq!(titles(&author).await.len(), 3, "one's own are always there");
    assert_eq!(titles(&other).await, ["Du Finistère", "Nôtre"]);
    assert_eq!(titles(&rennes).await, ["Nôtre"], "the other one shows a territory that is not for them");
    for (title, query) in [("", "a=1"), (&*"x".repeat(81), "a=1"), ("x", "a=<b>"), ("x", &*"a".repeat(1501))]
    {
        assert!(following.keep_view(&author, title, query, false).await.is_err(), "{title} {query}");
    }
    following.keep_view(&author, &"x".repeat(80), &"a".repeat(1500), false).await.unwrap();
    let id = following.views(&author).await.unwrap()[0].id;
    assert!(matches!(following.rename_view(&other, id, "À moi").await, Err(Unfit::Forbidden)));
    assert!(matches!(following.rename_view(&author, id, " ").await, Err(Unfit::Field { .. })));
    following.rename_view(&author, id, " Autre nom ").await.unwrap();
    assert!(titles(&author).await.contains(&"Autre nom".to_owned()));
    assert!(matches!(following.remove_view(&other, id).await, Err(Unfit::Forbidden)));
    following.remove_view(&author, id).await.unwrap();
    assert_eq!(titles(&author).await.len(), 3);
}

#[tokio::test]
async fn a_digest_waits_for_its_code_and_comes_once_a_week() {
    let house = House::new().await;
    let (following, analyst) = (house.following(), house.analyst().await);
    for address in ["x@ailleurs.example", "@gendarmerie.example", "a b@gendarmerie.example", "x"] {
        let error = following.subscribe(&analyst, address).await.unwrap_err();
        assert!(error.to_string().contains("adresse professionnelle"), "{error}");
    }
    following.subscribe(&analyst, " a.b@Gendarmerie.example ").await.unwrap();
    assert_eq!(following.digest(&analyst).await.unwrap(), Some(("a.b@Gendarmerie.example".into(), false)));
    let code = following.code(analyst.account).await.unwrap().unwrap();
    assert!(code.digits.len() == 8 && code.digits.bytes().all(|b| b.is_ascii_digit()));
    house.clock.on(TimeDelta::days(7));
    following.take_on_digests().await.unwrap().commit().await.unwrap();
    let digests = async || {
        let jobs = house.store.jobs().latest(10).await.unwrap();
        jobs.into_iter().filter(|job| job.kind == "letter").map(|job| job.payload).collect::<Vec<_>>()
    };
    assert!(digests().await.is_empty(), "not confirmed yet");
    assert!(following.confirm(&analyst, "00000000").await.is_err());
    let spaced = format!("{} {}", &code.digits[..4], &code.digits[4..]);
    following.confirm(&analyst, &spaced).await.unwrap();
    assert!(following.code(analyst.account).await.unwrap().is_none(), "confirmed");
    following.take_on_digests().await.unwrap().commit().await.unwrap();
    following.take_on_digests().await.unwrap().commit().await.unwrap();
    let due = digests().await;
    assert_eq!(due.len(), 1, "taken on once: {due:?}");
    let week = due[0].split_once(' ').unwrap().1.parse().unwrap();
    let digest = following.due(analyst.account, week).await.unwrap().unwrap();
    assert_eq!((digest.address.as_str(), digest.actor.account), ("a.b@Gendarmerie.example", analyst.account));
    following.sent(analyst.account, week).await.unwrap().commit().await.unwrap();
    assert!(following.due(analyst.account, week).await.unwrap().is_none(), "sent");
    following.subscribe(&analyst, "").await.unwrap();
    assert_eq!(following.digest(&analyst).await.unwrap(), None);
}
