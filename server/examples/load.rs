//! Asks the open data questions that nobody asked before, on sixteen connections: `load HOST:PORT INDICATOR TERRITORY GRAIN`.
//! Each question has a window of its own, so nothing that is kept can answer it.

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{Days, NaiveDate};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const CONNECTIONS: usize = 16;
const LASTS: Duration = Duration::from_secs(5);

/// The window of a number: five years, give or take, no two alike.
fn window(number: u64) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(2018, 3, 1)?;
    let from = first + Days::new(number % 900);
    Some((from, from + Days::new(1_500 + number / 900)))
}

/// Sends one question and reads its answer to the end; milliseconds.
async fn ask(stream: &mut TcpStream, path: &str, buffer: &mut Vec<u8>) -> std::io::Result<f64> {
    let start = Instant::now();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: load\r\n\r\n").as_bytes()).await?;
    buffer.clear();
    let (head, length) = loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).to_lowercase();
            if !head.starts_with("http/1.1 200") {
                return Err(std::io::Error::other(head));
            }
            let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.trim().parse().ok());
            break (end + 4, length.unwrap_or(0_usize));
        }
    };
    while buffer.len() < head + length {
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [host, indicator, territory, grain] = words.as_slice() else {
        return Err(std::io::Error::other("load HOST:PORT INDICATOR TERRITORY GRAIN"));
    };
    let number = Arc::new(AtomicU64::new(u64::from(std::process::id()) % 7));
    let start = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (number, host) = (number.clone(), host.clone());
        let question =
            format!("/api/v1/observations?indicator={indicator}&territory={territory}&grain={grain}");
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(&host).await?;
            let (mut buffer, mut times) = (Vec::new(), Vec::new());
            while start.elapsed() < LASTS {
                let Some((from, to)) = window(number.fetch_add(1, Ordering::Relaxed)) else { break };
                times.push(ask(&mut stream, &format!("{question}&from={from}&to={to}"), &mut buffer).await?);
            }
            Ok::<_, std::io::Error>((times, buffer.len()))
        }));
    }
    let (mut times, mut bytes) = (Vec::new(), 0);
    for task in tasks {
        let (some, last) = task.await.map_err(std::io::Error::other)??;
        times.extend(some);
        bytes = last;
    }
    times.sort_by(f64::total_cmp);
    let quantile = |q: f64| times[(q * (times.len() - 1) as f64) as usize];
    println!(
        "   {indicator} {territory} {grain}: {:.0} requests/s, p50 {:.1} ms, p99 {:.1} ms, {bytes} bytes",
        times.len() as f64 / start.elapsed().as_secs_f64(),
        quantile(0.5),
        quantile(0.99),
    );
    Ok(())
}
