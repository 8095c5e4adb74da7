//! Asks a virus scanner: clamd's command INSTREAM, over TCP or a Unix socket (clamd(8); docs.clamav.net, ClamD Protocol). The only
//! module that talks to somebody.

use std::{io, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

/// What a scan may take, from connecting to the answer.
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of an answer that are read; clamd's are a line.
const ANSWER: u64 = 4096;
/// Bytes of a chunk.
const CHUNK: usize = 64 * 1024;

/// Where clamd listens. It is neither encrypted nor asked for a password: the machine itself, or a network of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner {
    place: Place,
    timeout: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Tcp(String),
    #[cfg(unix)]
    Unix(std::path::PathBuf),
}

/// What the scanner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// The name of what was found, as the scanner calls it; without control characters.
    Found(String),
}

/// Nothing is known of the file: it is no more clean than before.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    #[error("a scanner is tcp:HOST:PORT or unix:PATH")]
    Address,
    #[error("the scanner cannot be reached or broke off: {0}")]
    Io(#[from] io::Error),
    #[error("the scanner took more than {} s", .0.as_secs_f32())]
    Timeout(Duration),
    /// What clamd says where it cannot scan, such as a file bigger than its StreamMaxLength.
    #[error("the scanner did not scan: {0}")]
    Answer(String),
}

impl Scanner {
    /// Reads `tcp:127.0.0.1:3310` (a name or an address) or `unix:/run/clamav/clamd.ctl` (an absolute path; on Unix only).
    ///
    /// # Errors
    ///
    /// [`ScanError::Address`] where it is neither.
    pub fn parse(text: &str) -> Result<Self, ScanError> {
        let place = match text.split_once(':') {
            Some(("tcp", address)) if is_address(address) => Place::Tcp(address.to_owned()),
            #[cfg(unix)]
            Some(("unix", path)) if path.starts_with('/') => Place::Unix(path.into()),
            _ => return Err(ScanError::Address),
        };
        Ok(Self { place, timeout: TIMEOUT })
    }

    /// The same, waiting for another time than [`TIMEOUT`].
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }
}

fn is_address(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse().is_ok_and(|port: u16| port > 0))
}

/// Has the scanner look at `bytes`.
///
/// # Errors
///
/// [`ScanError`] where the scanner is not there, breaks off, takes too long, or says that it did not scan.
pub async fn scan(scanner: &Scanner, bytes: &[u8]) -> Result<Verdict, ScanError> {
    let asked = async {
        match &scanner.place {
            Place::Tcp(address) => ask(TcpStream::connect(address).await?, bytes).await,
            #[cfg(unix)]
            Place::Unix(path) => ask(tokio::net::UnixStream::connect(path).await?, bytes).await,
        }
    };
    timeout(scanner.timeout, asked).await.unwrap_or(Err(ScanError::Timeout(scanner.timeout)))
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Result<Verdict, ScanError> {
    let sent = send(&mut stream, bytes).await;
    let mut answer = Vec::new();
    let read = BufReader::new(stream.take(ANSWER)).read_until(0, &mut answer).await;
    if answer.pop_if(|last| *last == 0).is_none() {
        sent?;
        let is_long = read? as u64 == ANSWER;
        let kind = if is_long { io::ErrorKind::InvalidData } else { io::ErrorKind::UnexpectedEof };
        return Err(io::Error::from(kind).into());
    }
    match verdict(&String::from_utf8_lossy(&answer).replace(char::is_control, " ")) {
        // Of what was not sent nothing was looked at.
        Ok(Verdict::Clean) => Ok(sent.map(|()| Verdict::Clean)?),
        // Who takes no more has said why: that is worth more than the broken pipe.
        other => other,
    }
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0").await?;
    for chunk in bytes.chunks(CHUNK) {
        stream.write_u32(chunk.len() as u32).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_u32(0).await?;
    stream.flush().await
}

/// An answer that is not understood is no verdict.
fn verdict(answer: &str) -> Result<Verdict, ScanError> {
    match answer.strip_prefix("stream: ").map(|rest| (rest, rest.strip_suffix(" FOUND"))) {
        Some(("OK", _)) => Ok(Verdict::Clean),
        Some((_, Some(name))) => Ok(Verdict::Found(name.to_owned())),
        _ => Err(ScanError::Answer(answer.to_owned())),
    }
}
