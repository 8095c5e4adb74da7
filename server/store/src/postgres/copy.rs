//! Postgres' binary COPY, as its manual describes it (SQL commands, COPY, "Binary Format"): a signature, rows of values with
//! their lengths in network order, and an end mark.

use sqlx::{PgConnection, postgres::PgCopyIn};

use crate::StoreError;

/// Bytes that are sent at once.
const PIECE: usize = 1 << 20;

/// One value of a row.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    Null,
    Small(i16),
    Integer(i32),
    Big(i64),
    Double(f64),
    Bytes(&'a [u8]),
}

/// Rows on their way.
pub struct Copy<'c> {
    stream: PgCopyIn<&'c mut PgConnection>,
    waiting: Vec<u8>,
}

impl<'c> Copy<'c> {
    /// `statement`: `copy … from stdin (format binary)`.
    pub async fn begin(connection: &'c mut PgConnection, statement: &str) -> Result<Self, StoreError> {
        let stream = connection.copy_in_raw(statement).await?;
        let mut waiting = Vec::with_capacity(PIECE + (PIECE >> 3));
        waiting.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
        // No flags, no further header.
        waiting.extend_from_slice(&[0; 8]);
        Ok(Self { stream, waiting })
    }

    pub async fn row(&mut self, values: &[Value<'_>]) -> Result<(), StoreError> {
        self.waiting.extend_from_slice(&(values.len() as i16).to_be_bytes());
        for value in values {
            write(&mut self.waiting, *value)?;
        }
        if self.waiting.len() >= PIECE {
            self.stream.send(self.waiting.as_slice()).await?;
            self.waiting.clear();
            // Others on this thread have their turn.
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    pub async fn finish(mut self) -> Result<(), StoreError> {
        self.waiting.extend_from_slice(&(-1_i16).to_be_bytes());
        self.stream.send(self.waiting.as_slice()).await?;
        self.stream.finish().await?;
        Ok(())
    }
}

fn write(out: &mut Vec<u8>, value: Value<'_>) -> Result<(), StoreError> {
    let mut sized = |bytes: &[u8]| {
        let length = i32::try_from(bytes.len()).map_err(|_| StoreError::Inconsistent("length"))?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(bytes);
        Ok(())
    };
    match value {
        Value::Null => {
            out.extend_from_slice(&(-1_i32).to_be_bytes());
            Ok(())
        }
        Value::Small(n) => sized(&n.to_be_bytes()),
        Value::Integer(n) => sized(&n.to_be_bytes()),
        Value::Big(n) => sized(&n.to_be_bytes()),
        Value::Double(x) => sized(&x.to_be_bytes()),
        Value::Bytes(bytes) => sized(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_manual_says() {
        let mut out = Vec::new();
        for value in [
            Value::Null,
            Value::Small(-2),
            Value::Integer(258),
            Value::Big(1),
            Value::Double(1.0),
            Value::Bytes(b"ab"),
        ] {
            write(&mut out, value).unwrap();
        }
        let expected: &[&[u8]] = &[
            &[0xff; 4],
            &[0, 0, 0, 2, 0xff, 0xfe],
            &[0, 0, 0, 4, 0, 0, 1, 2],
            &[0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1],
            &[0, 0, 0, 8, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0],
            &[0, 0, 0, 2, b'a', b'b'],
        ];
        assert_eq!(out, expected.concat());
    }
}
