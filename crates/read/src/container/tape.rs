//! Bytes as they come, with a way back: what was looked at can be put back.

use std::io::{BufRead, BufReader, Read, Result};

/// Bytes with a way back.
pub(crate) struct Tape {
    /// What was put back, and how much of it was read again.
    back: Vec<u8>,
    at: usize,
    rest: BufReader<Box<dyn Read + Send>>,
    /// How many bytes were read and not put back.
    place: u64,
}

impl Tape {
    /// The bytes from their beginning.
    pub(crate) fn new(bytes: Box<dyn Read + Send>) -> Tape {
        Tape {
            back: Vec::new(),
            at: 0,
            rest: BufReader::with_capacity(64 * 1024, bytes),
            place: 0,
        }
    }

    /// How many bytes lie before the next one.
    pub(crate) fn place(&self) -> u64 {
        self.place
    }

    /// Puts bytes before those that come next.
    pub(crate) fn unread(&mut self, mut bytes: Vec<u8>) {
        self.place = self.place.saturating_sub(bytes.len() as u64);
        // Mostly there is room where they were taken from; what lies behind may be long and stays.
        if let Some(at) = self.at.checked_sub(bytes.len())
            && let Some(room) = self.back.get_mut(at..self.at)
        {
            room.copy_from_slice(&bytes);
            self.at = at;
            return;
        }
        bytes.extend_from_slice(self.back.get(self.at..).unwrap_or_default());
        self.back = bytes;
        self.at = 0;
    }

    /// The next bytes, so many or what is left, which are still to be read.
    pub(crate) fn peek(&mut self, count: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(count);
        self.by_ref().take(count as u64).read_to_end(&mut bytes)?;
        self.unread(bytes.clone());
        Ok(bytes)
    }

    /// Skips the bytes for which something holds; gives how many.
    pub(crate) fn skip_while(&mut self, holds: impl Fn(u8) -> bool) -> Result<u64> {
        let mut skipped = 0;
        loop {
            let part = self.fill_buf()?;
            let length = part.len();
            let end = part.iter().position(|byte| !holds(*byte)).unwrap_or(length);
            self.consume(end);
            skipped += end as u64;
            if end < length || length == 0 {
                return Ok(skipped);
            }
        }
    }
}

impl Read for Tape {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let mut part = self.fill_buf()?;
        let n = part.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Tape {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.at >= self.back.len() {
            // Gives the room back as well: what was put back may have been large.
            self.back = Vec::new();
            self.at = 0;
            return self.rest.fill_buf();
        }
        Ok(self.back.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.place += count as u64;
        match self.back.is_empty() {
            true => self.rest.consume(count),
            false => self.at = self.at.saturating_add(count).min(self.back.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_back_is_read_again() {
        let mut tape = Tape::new(Box::new(&b"0123456789"[..]));
        assert_eq!(tape.peek(3).unwrap(), b"012");
        assert_eq!(tape.skip_while(|byte| byte < b'4').unwrap(), 4);
        assert_eq!(tape.peek(2).unwrap(), b"45");
        let mut two = [0; 2];
        tape.read_exact(&mut two).unwrap();
        tape.unread(b"ab".to_vec());
        tape.unread(b"c".to_vec());
        assert_eq!(tape.place(), 3);
        let mut rest = String::new();
        tape.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "cab6789");
        assert_eq!(tape.peek(1).unwrap(), b"");
        assert_eq!(tape.place(), 10);
    }
}
