//! A delivery is loaded whole or not at all.

use domain::source::Source;
use services::ingest::{Ingest, IngestError};

use crate::factories::{House, contacts};

#[tokio::test]
async fn a_delivery_is_counted_and_its_repetition_changes_nothing() {
    let house = House::new().await;
    let text = contacts("2024-06-02", 20, 0) + "abc\n";
    let run = house.load(Source::Easiware, "a.csv", &text).await.unwrap();
    assert_eq!((run.read, run.accepted, run.rejected, run.unchanged), (21, 20, 1, 0));
    assert_eq!(house.store.figures().rejects(run.id, 10).await.unwrap()[0].line, 21);
    let again = house.load(Source::Easiware, "a.csv", &text).await.unwrap();
    assert_eq!((again.accepted, again.unchanged), (20, 20));
    assert_eq!(run.checksum, again.checksum);
}

#[tokio::test]
async fn what_is_not_of_the_source_leaves_nothing() {
    let house = House::new().await;
    for (text, told) in [("", "vide"), ("{\"a\":1}\n", "easiware"), ("a\0b", "binaire")] {
        let error = house.load(Source::Easiware, "a.csv", text).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
    let unusable = house.load(Source::Easiware, "a.csv", "REF;99/99/2024 10:00;Chat;Victime;Autre;x\n").await;
    assert!(
        matches!(unusable, Err(IngestError::NothingUsable { .. } | IngestError::File(_))),
        "{unusable:?}"
    );
    assert_eq!(house.store.figures().version().await.unwrap(), 0);
    assert!(Ingest::new(house.store.clone(), house.clock.clone(), "").is_err(), "no secret, no pseudonyms");
}
