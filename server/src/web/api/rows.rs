//! Rows of an answer, as JSON or CSV: a few at once, many as a stream that goes at the reader's pace.

use std::{mem::size_of, ops::Range, sync::Arc, time::Duration};

use axum::{body::Body, http::HeaderMap, response::Response};
use domain::observation::Status;
use futures_util::stream;
use serde::{Serialize, Serializer, ser::SerializeMap};
use services::{Answer, Cell};
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use utoipa::ToSchema;

use super::{cached, problem::Problem, tagged};
use crate::room::{Held, Share};

/// Rows that are written at once; between two such pieces others have their turn.
const PIECE: usize = 200;
/// Rows of the longest answer that is made whole before it is sent.
const SHORT: usize = 4_000;

/// How long the reader of one may take.
const LONGEST: Duration = Duration::from_secs(600);

/// Bytes of an answer that stay in memory until it has gone.
fn weight(answer: &Answer) -> usize {
    let cells = answer.cells.len() + answer.comparison.as_deref().map_or(0, |a| a.cells.len());
    (cells * size_of::<Cell>()).max(1)
}

/// The earlier value of a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct Compared {
    period: String,
    value: Option<f64>,
    status: String,
}

/// Sums of cents carry binary dust; what is not a number is no value.
fn dusted(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite()).map(|v| (v * 1e6).round() / 1e6)
}

/// A row as it is written: straight from the answer, an object of its own for each of thousands would be most of the
/// time of a question.
struct Row<'a> {
    answer: &'a Answer,
    cell: &'a Cell,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { answer, cell } = self;
        let group = &answer.groups[cell.group];
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("period", &Shown(cell.period))?;
        row.serialize_entry("territory", &Shown(group.territory))?;
        for (dimension, value) in answer.query.by().iter().zip(&group.values) {
            row.serialize_entry(dimension.id(), value)?;
        }
        row.serialize_entry("value", &dusted(cell.value))?;
        row.serialize_entry("status", cell.status.id())?;
        if answer.indicator.has_population() {
            row.serialize_entry("n", &cell.n)?;
        }
        if answer.comparison.is_some() {
            let earlier = answer.compared(cell).map(|e| Compared {
                period: e.period.to_string(),
                value: dusted(e.value),
                status: e.status.id().to_owned(),
            });
            row.serialize_entry("compare", &earlier)?;
        }
        row.end()
    }
}

/// Writes what can be displayed without a string of its own.
struct Shown<T>(T);

impl<T: std::fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A cell that a spreadsheet would take for a formula is defused (OWASP, CSV injection).
fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// A way to write rows.
#[derive(Clone, Copy)]
enum Format {
    Json,
    Csv,
}

impl Format {
    fn write(self, answer: &Answer, rows: Range<usize>, is_first: bool) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Json => {
                let mut out = Vec::new();
                for (i, cell) in answer.cells[rows].iter().enumerate() {
                    if i > 0 || !is_first {
                        out.push(b',');
                    }
                    serde_json::to_writer(&mut out, &Row { answer, cell }).map_err(|e| Problem::ours(&e))?;
                }
                Ok(out)
            }
            Self::Csv => table(answer, rows),
        }
    }
}

/// A page as JSON. `frame`: the envelope, whose `data` is empty.
pub async fn json(
    share: &Share,
    headers: &HeaderMap,
    answer: Arc<Answer>,
    page: Range<usize>,
    frame: &[u8],
) -> Result<Response, Problem> {
    const HOLE: &[u8] = b"\"data\":[";
    let hole = frame.windows(HOLE.len()).rposition(|w| w == HOLE).map_or(frame.len(), |at| at + HOLE.len());
    let (before, after) = frame.split_at(hole);
    whole(share, headers, "application/json", Format::Json, answer, page, [before, after]).await
}

/// A page as CSV, under the names of its columns.
pub async fn csv(
    share: &Share,
    headers: &HeaderMap,
    answer: Arc<Answer>,
    page: Range<usize>,
) -> Result<Response, Problem> {
    let columns = columns(&answer)?;
    whole(share, headers, "text/csv; charset=utf-8", Format::Csv, answer, page, [&columns, b""]).await
}

async fn whole(
    share: &Share,
    headers: &HeaderMap,
    kind: &'static str,
    format: Format,
    answer: Arc<Answer>,
    page: Range<usize>,
    [before, after]: [&[u8]; 2],
) -> Result<Response, Problem> {
    if page.len() <= SHORT {
        let rows = format.write(&answer, page, true)?;
        return Ok(cached(headers, kind, [before, &rows, after].concat()));
    }
    // Same data, same question: same rows.
    let mut digest = Sha256::new();
    digest.update(format!("{:?}|{:?}|{:?}|{page:?}|{kind}|", answer.origin, answer.coverage, answer.query));
    digest.update(before);
    digest.update(after);
    let room = share.take(weight(&answer)).ok_or_else(Problem::busy)?;
    let body = streamed(format, answer, page, [before.to_vec(), after.to_vec()], room);
    Ok(tagged(headers, kind, &digest.finalize(), body))
}

/// What is written before the rows, the rows piece by piece, and what comes after them.
fn streamed(
    format: Format,
    answer: Arc<Answer>,
    page: Range<usize>,
    [before, after]: [Vec<u8>; 2],
    room: Held,
) -> Body {
    let (first, until) = (page.start, Instant::now() + LONGEST);
    let start = (answer, page, Some(before), Some(after), room);
    let pieces =
        stream::try_unfold(start, move |(answer, mut page, mut before, mut after, room)| async move {
            if let Some(before) = before.take() {
                return Ok(Some((before, (answer, page, None, after, room))));
            }
            if page.is_empty() {
                return Ok(after.take().map(|after| (after, (answer, page, None, None, room))));
            }
            if Instant::now() > until {
                return Err(std::fmt::Error);
            }
            // A reader who takes all at once does not hold the thread.
            tokio::task::yield_now().await;
            let rows = page.start..(page.start + PIECE).min(page.end);
            let piece =
                format.write(&answer, rows.clone(), rows.start == first).map_err(|_| std::fmt::Error)?;
            page.start = rows.end;
            Ok::<_, std::fmt::Error>(Some((piece, (answer, page, None, after, room))))
        });
    Body::from_stream(pieces)
}

/// The names of the columns.
fn columns(answer: &Answer) -> Result<Vec<u8>, Problem> {
    let mut header: Vec<&str> = vec!["period", "territory"];
    header.extend(answer.query.by().iter().map(|d| d.id()));
    header.extend(["value", "status"]);
    if answer.indicator.has_population() {
        header.push("n");
    }
    if answer.comparison.is_some() {
        header.extend(["compare_period", "compare_value", "compare_status"]);
    }
    if answer.simulated {
        header.push("simulated");
    }
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(&header).map_err(|e| Problem::ours(&e))?;
    out.into_inner().map_err(|e| Problem::ours(e.error()))
}

/// Rows as CSV.
fn table(answer: &Answer, rows: Range<usize>) -> Result<Vec<u8>, Problem> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    let text = |value: Option<f64>| dusted(value).map(|v| format!("{v:?}")).unwrap_or_default();
    for cell in &answer.cells[rows] {
        let group = &answer.groups[cell.group];
        let mut row = vec![cell.period.to_string(), group.territory.to_string()];
        row.extend(group.values.iter().map(|v| defused(v)));
        row.push(text(cell.value));
        row.push(cell.status.id().to_owned());
        if answer.indicator.has_population() {
            row.push(cell.n.map(|n| n.to_string()).unwrap_or_default());
        }
        if answer.comparison.is_some() {
            let earlier = answer.compared(cell);
            row.push(earlier.map(|e| e.period.to_string()).unwrap_or_default());
            row.push(text(earlier.and_then(|e| e.value)));
            row.push(earlier.map_or(Status::Missing, |e| e.status).id().to_owned());
        }
        if answer.simulated {
            row.push("true".into());
        }
        out.write_record(&row).map_err(|e| Problem::ours(&e))?;
    }
    out.into_inner().map_err(|e| Problem::ours(e.error()))
}

/// All rows of an answer as CSV, piece by piece, into what writes them on.
pub fn write_csv(answer: &Answer, out: &mut impl std::io::Write) -> Result<(), Problem> {
    let mut put = |bytes: &[u8]| out.write_all(bytes).map_err(|e| Problem::ours(&e));
    put(&columns(answer)?)?;
    let all = answer.cells.len();
    for start in (0..all).step_by(PIECE) {
        put(&table(answer, start..(start + PIECE).min(all))?)?;
    }
    Ok(())
}
