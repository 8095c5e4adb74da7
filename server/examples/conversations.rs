//! Writes messages by the public contract at a steady pace: `conversations HOST:PORT [MESSAGES_A_SECOND] [SECONDS]`. A message is
//! acknowledged when it is on the disk; its time counts from the moment when it was due, so that a server that is late is seen to
//! be. The server runs with `CYBERIMPACT_RATE_PER_MINUTE=0`.

use std::{
    env,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep_until,
};

/// Who writes at once, each in a conversation of their own, on a connection of their own.
const WRITERS: u32 = 64;

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Sends one request and reads its answer to the end.
async fn ask(stream: &mut TcpStream, path: &str, token: &str, body: &str) -> Result<String, Failed> {
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await?;
        answer.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&answer);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if length.and_then(|length| length.parse().ok()).is_none_or(|length: usize| body.len() >= length)
            {
                return match head.starts_with("HTTP/1.1 201") {
                    true => Ok(body.to_owned()),
                    false => Err(text.into_owned().into()),
                };
            }
        }
        if read == 0 {
            return Err("the server closed the connection".into());
        }
    }
}

/// Milliseconds of each message of one writer.
async fn write(addr: String, first: Instant, between: Duration, until: Instant) -> Result<Vec<f64>, Failed> {
    let mut stream = TcpStream::connect(&addr).await?;
    stream.set_nodelay(true)?;
    let opened = ask(&mut stream, "/api/v1/conversations", "", "{\"channel\":\"chat\"}").await?;
    let opened: serde_json::Value = serde_json::from_str(&opened)?;
    let of = |name: &str| opened[name].as_str().unwrap_or_default().to_owned();
    let (path, token) = (format!("/api/v1/conversations/{}/messages", of("id")), of("token"));
    let (mut due, mut times) = (first, Vec::new());
    for number in 0.. {
        if due >= until {
            break;
        }
        sleep_until(due.into()).await;
        let body = format!(
            "{{\"id\":\"018f2d6e-0000-7000-8000-{number:012x}\",\"text\":\"Bonjour, j’ai une question n° {number} sur ma pré-plainte.\"}}"
        );
        ask(&mut stream, &path, &token, &body).await?;
        times.push(due.elapsed().as_secs_f64() * 1000.0);
        due += between;
    }
    Ok(times)
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let mut arguments = env::args().skip(1);
    let addr = arguments.next().ok_or("HOST:PORT ?")?;
    let rate: u32 = arguments.next().map_or(Ok(1_000), |rate| rate.parse())?;
    let lasts: u64 = arguments.next().map_or(Ok(10), |seconds| seconds.parse())?;
    let between = Duration::from_secs(1) * WRITERS / rate;
    let start = Instant::now() + Duration::from_millis(500);
    let until = start + Duration::from_secs(lasts);
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write(addr.clone(), start + between * writer / WRITERS, between, until)))
        .collect();
    let mut times = Vec::new();
    for writer in writers {
        times.extend(writer.await??);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{} messages, {rate} a second: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    Ok(())
}
