//! Demonstration data: every source in its own wire format, so that it passes through the real ingest.
//!
//! Calibrated on public figures (docs/demonstration.md), deterministic for a seed. Each day has its own random
//! stream: a demonstration that goes on tomorrow keeps today's rows. Yearly figures of the IGGN and the
//! workforce are the published ones, not simulated.

mod audience;
mod contacts;
mod experiences;
pub mod live;
mod perceval;
mod pre_complaints;
mod published;
mod rhythm;
mod social;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use domain::{source::Source, time::Window};
use rand::{SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};

/// Which days to simulate, from which seed.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub window: Window,
    pub seed: u64,
}

/// Name of the file that tells an ingest which files beside it are simulated.
pub const MANIFEST: &str = "demonstration.json";

/// What lies in a folder of demonstration data.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub seed: u64,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Files that hold published figures; all others in the folder are simulated.
    pub published: Vec<String>,
}

impl Manifest {
    /// Whether a file is simulated: it lies beside a manifest that does not call it published. A file that
    /// was edited afterwards stays simulated.
    pub fn marks_simulated(file: &Path) -> bool {
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Ok(text) = std::fs::read_to_string(folder.join(MANIFEST)) else { return false };
        let Ok(manifest) = serde_json::from_str::<Self>(&text) else { return true };
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        !manifest.published.contains(&name)
    }
}

impl Plan {
    /// The random stream of one day of one source.
    fn stream(&self, source: Source, day: NaiveDate) -> StdRng {
        let mut seed = [0u8; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&(source as u64).to_le_bytes());
        seed[16..20].copy_from_slice(&chrono::Datelike::num_days_from_ce(&day).to_le_bytes());
        StdRng::from_seed(seed)
    }

    /// The days of the plan on which a source existed.
    fn days_since(&self, opening: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
        let to = self.window.to;
        self.window.from.max(opening).iter_days().take_while(move |d| *d <= to)
    }
}

fn create(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 18, File::create(folder.join(name))?))
}

fn civil(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

/// Writes all sources into `folder` and returns the files to ingest, by source, in order. `told` hears of
/// each source before it is written.
///
/// # Errors
/// The folder can't be written.
pub fn write(
    plan: Plan,
    folder: &Path,
    mut told: impl FnMut(Source),
) -> io::Result<Vec<(Source, Vec<PathBuf>)>> {
    std::fs::create_dir_all(folder)?;
    let manifest = Manifest {
        seed: plan.seed,
        from: plan.window.from,
        to: plan.window.to,
        published: published::FILES.iter().map(|(_, name, _)| (*name).to_owned()).collect(),
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(io::Error::other)?;
    std::fs::write(folder.join(MANIFEST), text)?;

    let mut files = Vec::new();
    for source in Source::ALL {
        told(source);
        let names: Vec<&str> = match source {
            Source::Easiware => {
                let mut out = create(folder, "easiware.csv")?;
                contacts::write(&plan, &mut out)?;
                out.flush()?;
                vec!["easiware.csv"]
            }
            Source::Ppel => {
                let mut out = create(folder, "ppel.csv")?;
                pre_complaints::write(&plan, &mut out)?;
                out.flush()?;
                vec!["ppel.csv"]
            }
            Source::ServicesPublicsPlus => {
                let mut out = create(folder, "services-publics-plus.csv")?;
                experiences::write(&plan, &mut out)?;
                out.flush()?;
                vec!["services-publics-plus.csv"]
            }
            Source::Perceval => {
                let mut out = create(folder, "perceval.json")?;
                perceval::write(&plan, &mut out)?;
                out.flush()?;
                vec!["perceval.json"]
            }
            Source::AtInternet => {
                let mut out = create(folder, "at-internet.jsonl")?;
                audience::write_site(&plan, &mut out)?;
                out.flush()?;
                let mut out = create(folder, "at-internet-service-public.jsonl")?;
                audience::write_directory(&plan, &mut out)?;
                out.flush()?;
                vec!["at-internet.jsonl", "at-internet-service-public.jsonl"]
            }
            Source::Partoo => {
                let mut out = create(folder, "partoo.jsonl")?;
                experiences::write_reviews(&plan, &mut out)?;
                out.flush()?;
                vec!["partoo.jsonl"]
            }
            Source::SocialAccounts => {
                let mut out = create(folder, "social-accounts.jsonl")?;
                social::write(&plan, &mut out)?;
                out.flush()?;
                vec!["social-accounts.jsonl"]
            }
            Source::Iggn | Source::Workforce => {
                let of: Vec<_> = published::FILES.iter().filter(|(s, ..)| *s == source).collect();
                for (_, name, text) in &of {
                    std::fs::write(folder.join(name), text)?;
                }
                of.iter().map(|(_, name, _)| *name).collect()
            }
        };
        files.push((source, names.into_iter().map(|n| folder.join(n)).collect()));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(to: NaiveDate) -> Plan {
        Plan { window: Window { from: civil(2024, 1, 1), to }, seed: 7 }
    }

    fn contacts_until(to: NaiveDate) -> String {
        let mut out = Vec::new();
        contacts::write(&plan(to), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_longer_demonstration_starts_with_the_shorter_one() {
        let (short, long) = (contacts_until(civil(2024, 1, 10)), contacts_until(civil(2024, 1, 20)));
        assert!(long.starts_with(&short) && long.len() > short.len());
        assert_eq!(short, contacts_until(civil(2024, 1, 10)), "same seed, same bytes");
    }

    #[test]
    fn contacts_follow_the_published_volumes() {
        let count = |from, to| {
            let mut out = Vec::new();
            contacts::write(&Plan { window: Window { from, to }, seed: 1 }, &mut out).unwrap();
            out.iter().filter(|b| **b == b'\n').count() as f64
        };
        let a_day = count(civil(2019, 1, 1), civil(2019, 12, 31)) / 365.0;
        assert!((240.0..290.0).contains(&a_day), "250 to 280 a day in 2019: {a_day}");
        let april = count(civil(2020, 4, 1), civil(2020, 4, 30));
        assert!((46_000.0..56_000.0).contains(&april), "51,000 in April 2020: {april}");
        let february = count(civil(2020, 2, 1), civil(2020, 2, 29));
        assert!((6_300.0..8_500.0).contains(&february), "7,000 in February 2020: {february}");
    }
}
