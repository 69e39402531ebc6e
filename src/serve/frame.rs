//! What goes over the pipes between server and workers: a head in JSON and a body in bytes, each with its length before it.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest head, in bytes.
pub(super) const MAX_HEAD: usize = 1 << 20;
/// Longest body, in bytes.
pub(super) const MAX_BODY: usize = 1 << 28;

/// A frame as bytes, without its body.
pub(super) fn head(head: &impl Serialize, body: usize) -> io::Result<Vec<u8>> {
    let head = serde_json::to_vec(head)?;
    let mut out = Vec::with_capacity(head.len() + 8);
    for length in [head.len(), body] {
        out.extend_from_slice(&u32::try_from(length).map_err(io::Error::other)?.to_le_bytes());
    }
    out.extend_from_slice(&head);
    Ok(out)
}

/// The two lengths at the beginning of a frame.
pub(super) fn lengths(bytes: [u8; 8]) -> io::Result<(usize, usize)> {
    let [a, b, c, d, e, f, g, h] = bytes;
    let (head, body) = (u32::from_le_bytes([a, b, c, d]) as usize, u32::from_le_bytes([e, f, g, h]) as usize);
    if head > MAX_HEAD || body > MAX_BODY { Err(io::Error::other("the frame is too long")) } else { Ok((head, body)) }
}

/// Writes a frame.
pub(super) fn write(out: &mut impl Write, meta: &impl Serialize, body: &[u8]) -> io::Result<()> {
    out.write_all(&head(meta, body.len())?)?;
    out.write_all(body)?;
    out.flush()
}

/// Reads a frame; `None` at the end of the pipe.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut start = [0; 8];
    if let Err(error) = input.read_exact(&mut start) {
        return if error.kind() == io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(error) };
    }
    let (head, body) = lengths(start)?;
    let mut bytes = vec![0; head];
    input.read_exact(&mut bytes)?;
    let head = serde_json::from_slice(&bytes)?;
    let mut bytes = vec![0; body];
    input.read_exact(&mut bytes)?;
    Ok(Some((head, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_was_written() {
        let mut pipe = Vec::new();
        write(&mut pipe, &("head", 1), b"body").unwrap();
        write(&mut pipe, &("next", 2), b"").unwrap();
        let mut input = pipe.as_slice();
        assert_eq!(read::<(String, u8)>(&mut input).unwrap().unwrap(), (("head".into(), 1), b"body".to_vec()));
        assert_eq!(read::<(String, u8)>(&mut input).unwrap().unwrap(), (("next".into(), 2), Vec::new()));
        assert!(read::<(String, u8)>(&mut input).unwrap().is_none());
        assert!(read::<(String, u8)>(&mut [0xff; 16].as_slice()).is_err());
    }
}
