//! The scanner's protocol, against a server that holds us to it.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use attachments::{ScanError, Scanner, Verdict, scan};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

/// What a client streams, which must be as clamd(8) says.
async fn streamed(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await.unwrap();
    assert_eq!(&command, b"zINSTREAM\0");
    let mut all = Vec::new();
    loop {
        let length = stream.read_u32().await.unwrap() as usize;
        if length == 0 {
            return all;
        }
        let begin = all.len();
        all.resize(begin + length, 0);
        stream.read_exact(&mut all[begin..]).await.unwrap();
    }
}

/// Takes what is streamed, answers, and keeps the connection until the other side ends it.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: Vec<u8>, is_closed: bool) -> Vec<u8> {
    let all = streamed(&mut stream).await;
    stream.write_all(&answer).await.unwrap();
    if !is_closed {
        assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0, "bytes behind the end");
    }
    all
}

async fn server(answer: &[u8], is_closed: bool) -> (Scanner, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let scanner = Scanner::parse(&format!("tcp:{}", listener.local_addr().unwrap())).unwrap();
    let answer = answer.to_vec();
    let served =
        tokio::spawn(async move { serve(listener.accept().await.unwrap().0, answer, is_closed).await });
    (scanner.with_timeout(Duration::from_secs(20)), served)
}

#[tokio::test]
async fn a_clean_file_is_streamed_whole() {
    let large: Vec<u8> = (0..1_000_000_u32).map(|i| (i % 251) as u8).collect();
    for bytes in [b"".as_slice(), b"x", &large] {
        let (scanner, served) = server(b"stream: OK\0", false).await;
        assert_eq!(scan(&scanner, bytes).await.unwrap(), Verdict::Clean);
        assert!(served.await.unwrap() == bytes);
    }
}

#[tokio::test]
async fn what_is_found_is_named() {
    for (answer, name) in [
        ("stream: Eicar-Signature FOUND\0", "Eicar-Signature"),
        ("stream: Two Words.UNOFFICIAL\n FOUND\0", "Two Words.UNOFFICIAL "),
        ("stream: OK FOUND\0", "OK"),
    ] {
        let (scanner, _) = server(answer.as_bytes(), true).await;
        assert_eq!(scan(&scanner, b"x").await.unwrap(), Verdict::Found(name.to_owned()));
    }
}

#[tokio::test]
async fn what_is_no_verdict_is_an_error() {
    for answer in
        ["INSTREAM size limit exceeded. ERROR\0", "stream: OK ERROR\0", "OK\0", "\0", "stream: OKAY\0"]
    {
        let (scanner, _) = server(answer.as_bytes(), true).await;
        let said = scan(&scanner, b"x").await;
        assert!(
            matches!(&said, Err(ScanError::Answer(text)) if *text == answer[..answer.len() - 1]),
            "{said:?}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_or_endless_is_an_error() {
    for answer in [b"".as_slice(), b"stream: OK", &[b'x'; 100_000]] {
        let (scanner, _) = server(answer, true).await;
        let said = scan(&scanner, b"x").await;
        assert!(matches!(said, Err(ScanError::Io(_))), "{said:?}");
    }
}

/// Whoever says that a file is clean without having read it says nothing.
#[tokio::test]
async fn a_file_that_was_not_taken_whole_is_not_clean() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let scanner = Scanner::parse(&format!("tcp:{}", listener.local_addr().unwrap())).unwrap();
    let served = tokio::spawn(async move {
        let mut stream = listener.accept().await.unwrap().0;
        stream.read_exact(&mut [0; 10]).await.unwrap();
        stream.write_all(b"stream: OK\0").await.unwrap();
    });
    let said = scan(&scanner, &vec![0; 64 << 20]).await;
    assert!(matches!(said, Err(ScanError::Io(_))), "{said:?}");
    served.await.unwrap();
}

#[tokio::test]
async fn a_scanner_that_never_answers_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let scanner = Scanner::parse(&format!("tcp:{}", listener.local_addr().unwrap())).unwrap();
    let begin = Instant::now();
    // The bytes do not fit into what the system takes for a server that reads nothing.
    for bytes in [vec![0; 10], vec![0; 64 << 20]] {
        let said = scan(&scanner.clone().with_timeout(Duration::from_millis(100)), &bytes).await;
        assert!(matches!(said, Err(ScanError::Timeout(_))), "{said:?}");
    }
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_scanner_that_is_not_there_is_an_error() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let said = scan(&Scanner::parse(&format!("tcp:{port}")).unwrap(), b"x").await;
    assert!(matches!(said, Err(ScanError::Io(_))), "{said:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_is_spoken_to_alike() {
    let path = std::env::temp_dir().join(format!("attachments-{}.sock", std::process::id()));
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let served = tokio::spawn(async move {
        serve(listener.accept().await.unwrap().0, b"stream: OK\0".to_vec(), false).await
    });
    let scanner = Scanner::parse(&format!("unix:{}", path.display())).unwrap();
    assert_eq!(scan(&scanner, b"x").await.unwrap(), Verdict::Clean);
    assert_eq!(served.await.unwrap(), b"x");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn only_addresses_are_read() {
    for good in ["tcp:127.0.0.1:3310", "tcp:clamav:3310", "tcp:[::1]:3310"] {
        assert!(Scanner::parse(good).is_ok(), "{good}");
    }
    #[cfg(unix)]
    assert!(Scanner::parse("unix:/run/clamav/clamd.ctl").is_ok());
    for bad in [
        "",
        "tcp:",
        "tcp:clamav",
        "tcp::3310",
        "tcp:clamav:0",
        "tcp:clamav:99999",
        "unix:",
        "unix:a",
        "127.0.0.1:3310",
    ] {
        assert!(matches!(Scanner::parse(bad), Err(ScanError::Address)), "{bad}");
    }
}
