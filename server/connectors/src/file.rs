//! Bytes of a delivery: refused early when they can't be a source's, counted and hashed while read.

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest, Sha256};

use crate::{Delivery, FileError};

/// Longest line that any source writes; a longer one is no line.
const LONGEST_LINE: u64 = 4 << 20;

/// How far a reading has come; shared with whoever draws a progress bar.
#[derive(Debug, Clone)]
pub struct Progress {
    pub bytes: u64,
    done: Arc<AtomicU64>,
    hash: Arc<Mutex<Sha256>>,
}

impl Progress {
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// SHA-256 of the bytes read so far, in hexadecimal.
    pub fn checksum(&self) -> String {
        let hash = self.hash.lock().unwrap_or_else(PoisonError::into_inner).clone();
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// Bytes that are counted and hashed, without endless lines.
pub struct Input {
    bytes: Box<dyn Read + Send>,
    progress: Progress,
    since_newline: u64,
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        let bytes = &buffer[..n];
        self.progress.done.fetch_add(n as u64, Ordering::Relaxed);
        self.progress.hash.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
        match bytes.iter().rposition(|b| *b == b'\n') {
            Some(last) => self.since_newline = (n - 1 - last) as u64,
            None => self.since_newline += n as u64,
        }
        if self.since_newline > LONGEST_LINE {
            return Err(io::Error::other("long line"));
        }
        Ok(n)
    }
}

pub type Lines = BufReader<Input>;

/// Opens a delivery for reading and looks at its first bytes.
pub fn open(delivery: &dyn Delivery) -> Result<(Lines, Progress), FileError> {
    let (bytes, length) = delivery.open()?;
    if length == 0 {
        return Err(FileError::Empty(delivery.label()));
    }
    let progress =
        Progress { bytes: length, done: Arc::default(), hash: Arc::new(Mutex::new(Sha256::new())) };
    let input = Input { bytes, progress: progress.clone(), since_newline: 0 };
    let mut lines = BufReader::with_capacity(1 << 16, input);
    let head = lines.fill_buf()?;
    if head.contains(&0) {
        return Err(FileError::Binary(delivery.label()));
    }
    if head.iter().all(u8::is_ascii_whitespace) && head.len() as u64 == length {
        return Err(FileError::Empty(delivery.label()));
    }
    Ok((lines, progress))
}
