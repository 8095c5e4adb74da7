//! The demonstration at real pace: the rows of today that have happened by now, in the sources' own formats.

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::NaiveDateTime;
use domain::{source::Source, time::Window};

use super::{MANIFEST, Manifest, Plan, contacts, pre_complaints};

/// Writes today's contacts and pre-complaints up to `now` (civil time of Paris). The rows are those that the whole
/// demonstration will have for this day: loading both counts each once. Answers the files with their number of rows.
///
/// # Errors
/// The folder can't be written.
pub fn write_until(
    seed: u64,
    now: NaiveDateTime,
    folder: &Path,
) -> io::Result<Vec<(Source, PathBuf, usize)>> {
    std::fs::create_dir_all(folder)?;
    let day = now.date();
    let plan = Plan { window: Window { from: day, to: day }, seed };
    let manifest = Manifest { seed, from: day, to: day, published: Vec::new() };
    std::fs::write(folder.join(MANIFEST), serde_json::to_string(&manifest).map_err(io::Error::other)?)?;
    let (mut easiware, mut ppel) = (Vec::new(), Vec::new());
    contacts::write(&plan, &mut easiware)?;
    pre_complaints::write(&plan, &mut ppel)?;
    let arrived = |row: &str| {
        let date = row.split(';').nth(1)?;
        Some(NaiveDateTime::parse_from_str(date, "%d/%m/%Y %H:%M").ok()? <= now)
    };
    let filed = |row: &str| {
        let start = row.split(',').nth(1)?;
        Some(NaiveDateTime::parse_from_str(start, "%Y-%m-%d %H:%M:%S").ok()? <= now)
    };
    let mut files = Vec::new();
    for (source, name, bytes, happened) in [
        (Source::Easiware, "easiware-direct.csv", easiware, &arrived as &dyn Fn(&str) -> Option<bool>),
        (Source::Ppel, "ppel-direct.csv", ppel, &filed),
    ] {
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default();
        let rows: Vec<&str> = lines.filter(|row| happened(row) == Some(true)).collect();
        let path = folder.join(name);
        std::fs::write(&path, format!("{header}\n{}\n", rows.join("\n")).replace("\n\n", "\n"))?;
        files.push((source, path, rows.len()));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_grows_and_its_rows_stay() {
        let folder = std::env::temp_dir().join(format!("cyberimpact-live-{}", std::process::id()));
        let at = |hour| {
            let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(hour, 0, 0).unwrap();
            let files = write_until(7, now, &folder).unwrap();
            files
                .into_iter()
                .map(|(_, path, n)| (std::fs::read_to_string(path).unwrap(), n))
                .collect::<Vec<_>>()
        };
        let (morning, noon, night) = (at(8), at(12), at(23));
        for ((a, b), c) in morning.iter().zip(&noon).zip(&night) {
            assert!(a.1 > 5 && b.1 > a.1 && c.1 > b.1, "{} {} {}", a.1, b.1, c.1);
            assert!(a.0.lines().all(|row| b.0.contains(row)) && b.0.lines().all(|row| c.0.contains(row)));
        }
        let _ = std::fs::remove_dir_all(folder);
    }
}
