//! Loads as large as those that come: corrected, repeated, cut off; and what the catalogue does not declare.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    sketch::{Sketch, bin_of},
    source::{Run, Source},
    territory::{Level, Territory},
    time::{Grain, Period},
};
use store::Store;

use crate::{account, cells, cluster, entry};

const MILLION: u32 = 1_000_000;

on_both!(a_million_rows_are_loaded_corrected_and_repeated, crate::loads::a_million_rows);
on_both!(a_load_that_is_dropped_leaves_nothing, crate::loads::a_dropped_load);
on_both!(what_the_catalogue_does_not_declare_is_not_loaded, crate::loads::undeclared);

/// The filings of a made-up source: each départements' in turn, hour after hour, in each of its own length.
struct Filings {
    series: Vec<[Arc<SeriesKey>; 2]>,
    first: Period,
}

impl Filings {
    fn new() -> Self {
        let key = |measure, territory| {
            Arc::new(SeriesKey { measure, territory, categories: vec!["physique".into()] })
        };
        let series = Territory::the_101()
            .into_iter()
            .map(|t| [key("pre_complaints", t), key("pre_complaint_duration", t)])
            .collect();
        Self { series, first: Period::of_day(Grain::Hour, "2024-01-01".parse().unwrap()) }
    }

    /// Seconds of a filing; `corrected`: as the source tells them the second time.
    fn seconds(number: u32, corrected: bool) -> f64 {
        f64::from(60 + number % 600 + if corrected && number.is_multiple_of(100) { 1000 } else { 0 })
    }

    fn hour(&self, number: u32) -> Period {
        Period { ordinal: self.first.ordinal + (number / 101 % 4000) as i32, ..self.first }
    }

    fn row(&self, number: u32, corrected: bool) -> SourceRow {
        let [count, duration] = &self.series[(number % 101) as usize];
        let (period, seconds) = (self.hour(number), Self::seconds(number, corrected));
        let mut key = [0; 16];
        key[..4].copy_from_slice(&number.wrapping_mul(2_654_435_761).to_be_bytes());
        let contributions = vec![
            Contribution { series: count.clone(), period, sum: 0.0, count: 1, sample: None },
            Contribution { series: duration.clone(), period, sum: seconds, count: 1, sample: Some(seconds) },
        ];
        SourceRow { key, contributions }
    }

    /// What is stored of durations in France by month, worked out anew.
    fn months(&self, numbers: std::ops::Range<u32>) -> BTreeMap<i32, (i64, f64, Sketch)> {
        let mut months: BTreeMap<i32, (i64, f64, Sketch)> = BTreeMap::new();
        for number in numbers {
            let seconds = Self::seconds(number, number >= MILLION / 2);
            let (count, sum, sketch) =
                months.entry(self.hour(number).within(Grain::Month).ordinal).or_default();
            *count += 1;
            *sum += seconds;
            sketch.add(bin_of(seconds).unwrap(), 1);
        }
        months
    }
}

async fn load(store: &Store, rows: impl Iterator<Item = SourceRow>) -> Run {
    let mut load = store.figures().load(Source::Ppel).await.unwrap();
    let mut read = 0;
    for row in rows {
        load.push(row).await.unwrap();
        read += 1;
    }
    load.commit(entry(read, &[])).await.unwrap()
}

pub async fn a_million_rows(store: Store) {
    let filings = Filings::new();
    let first = load(&store, (0..MILLION).map(|n| filings.row(n, false))).await;
    assert_eq!((first.accepted, first.unchanged), (i64::from(MILLION), 0));
    // Half of them come again, one in a hundred otherwise than before; one is new, and one is there twice.
    let again = (MILLION / 2..=MILLION).chain([MILLION]).map(|n| filings.row(n, true));
    let second = load(&store, again).await;
    let changed = i64::from(MILLION / 2 / 100 + 1);
    assert_eq!(second.accepted - second.unchanged, changed, "{second:?}");
    let expected = filings.months(0..MILLION + 1);
    let stored = cells(&store, "pre_complaint_duration", Level::France, Grain::Month).await;
    assert_eq!(stored.len(), expected.len());
    for cell in stored {
        let (count, sum, sketch) = &expected[&cell.period];
        assert_eq!((cell.count, cell.sum), (*count, *sum), "{}", cell.period);
        assert_eq!(&Sketch::from_bytes(&cell.sketch.unwrap()), sketch, "{}", cell.period);
    }
    for (level, grain) in [(Level::Departement, Grain::Hour), (Level::Region, Grain::Day)] {
        let total: i64 = cells(&store, "pre_complaints", level, grain).await.iter().map(|c| c.count).sum();
        assert_eq!(total, i64::from(MILLION + 1), "{grain}");
    }
}

pub async fn a_dropped_load(store: Store) {
    let filings = Filings::new();
    {
        let mut load = store.figures().load(Source::Ppel).await.unwrap();
        // More than are held in memory: some were written.
        for number in 0..300_000 {
            load.push(filings.row(number, false)).await.unwrap();
        }
        // Another one waits for it; people wait for neither.
        let other = store.clone();
        let waiting = tokio::spawn(async move { other.figures().load(Source::Perceval).await.is_ok() });
        for number in 0..20 {
            let subject = format!("local:{number}");
            let writes = async { written!(store, account_put(account(&subject, "Garde"))) };
            tokio::time::timeout(Duration::from_secs(5), writes).await.expect("kept waiting by a load");
        }
        assert!(!waiting.is_finished());
        waiting.abort();
    }
    assert_eq!(store.figures().version().await.unwrap(), 0);
    assert!(store.figures().series("pre_complaints").await.unwrap().is_empty());
    let again = load(&store, (0..10).map(|n| filings.row(n, false))).await;
    assert_eq!((again.accepted, again.unchanged), (10, 0), "no row of it is known");
}

pub async fn undeclared(store: Store) {
    let filings = Filings::new();
    let mut of_another_source = filings.row(1, false);
    let contacts = SeriesKey { measure: "contacts", ..(*filings.series[0][0]).clone() };
    of_another_source.contributions[0].series = Arc::new(contacts);
    let mut by_day = filings.row(2, false);
    by_day.contributions[1].period = filings.hour(2).within(Grain::Day);
    for (row, told) in [(of_another_source, "contacts"), (by_day, "pre_complaint_duration")] {
        let mut load = store.figures().load(Source::Ppel).await.unwrap();
        let error = load.push(row).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
    assert_eq!(store.figures().version().await.unwrap(), 0);
}
