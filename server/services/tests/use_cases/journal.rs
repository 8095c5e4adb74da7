//! The journal: what is done has its line, and what was changed afterwards shows.

use services::{
    Journal, Keys,
    audit::{Outcome, Verdict},
};

use crate::factories::House;

#[tokio::test]
async fn lines_follow_each_other_under_the_key() {
    let house = House::new().await;
    let analyst = house.analyst().await;
    for number in 0..5 {
        let object = number.to_string();
        house.journal.record(Some(&analyst), "exporter", &object, Outcome::Done).await.unwrap();
    }
    let Verdict::Whole(heads) = house.journal.verify(&[]).await.unwrap() else { panic!("broken") };
    assert_eq!(heads.iter().map(|head| head.lines).sum::<i64>(), 5);
    assert!(matches!(house.journal.verify(&heads).await.unwrap(), Verdict::Whole(_)));
    let mut longer = heads.clone();
    longer[0].lines += 1;
    assert!(!matches!(house.journal.verify(&longer).await.unwrap(), Verdict::Whole(_)), "cut at its end");
    let stranger = Journal::new(house.store.clone(), house.clock.clone(), &Keys::new(&[8; 32]));
    assert!(!matches!(stranger.verify(&[]).await.unwrap(), Verdict::Whole(_)), "under another key");
}
