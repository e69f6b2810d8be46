//! A static file server on this machine only: for `cargo xtask serve` and for the browser tests, which serve the site
//! under a sub-path, count its requests and take it away.

use crate::site::MISSING_PAGE;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// A port that is taken and not yet served.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

/// A folder being served until this is dropped.
pub struct Running {
    address: SocketAddr,
    prefix: String,
    requests: Arc<Mutex<Vec<String>>>,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

/// What every connection needs to know.
#[derive(Clone)]
struct Site {
    folder: PathBuf,
    prefix: String,
    requests: Arc<Mutex<Vec<String>>>,
    stopping: Arc<AtomicBool>,
}

impl Server {
    /// Takes a port of 127.0.0.1; 0 takes any free one.
    pub fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Self { address: listener.local_addr()?, listener })
    }

    /// Serves `folder` under `prefix` (`/`, or `/racecard/`).
    pub fn start(self, prefix: &str, folder: &Path) -> Running {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stopping = Arc::new(AtomicBool::new(false));
        let site = Site {
            folder: folder.to_path_buf(),
            prefix: prefix.to_string(),
            requests: Arc::clone(&requests),
            stopping: Arc::clone(&stopping),
        };
        let accepting = thread::spawn(move || {
            for stream in self.listener.incoming() {
                if site.stopping.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), site) = (stream, site.clone()) else { continue };
                // A browser that goes away in the middle of an answer is no news.
                thread::spawn(move || answer_all(&stream, &site).ok());
            }
        });
        Running { address: self.address, prefix: prefix.to_string(), requests, stopping, accepting: Some(accepting) }
    }
}

impl Running {
    /// The address of the site's first page.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.prefix)
    }

    /// The paths asked for so far, in order.
    pub fn requests(&self) -> Vec<String> {
        held(&self.requests).clone()
    }

    /// Serves until the process is ended.
    pub fn wait(mut self) {
        if let Some(accepting) = self.accepting.take() {
            accepting.join().ok();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        if let Some(accepting) = self.accepting.take() {
            // Wakes the accepting thread, which then lets go of the port.
            TcpStream::connect(self.address).ok();
            accepting.join().ok();
        }
    }
}

fn held(requests: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    requests.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers the requests of one connection.
fn answer_all(stream: &TcpStream, site: &Site) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if input.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut header = String::new();
        while input.read_line(&mut header)? > 2 {
            header.clear();
        }
        if site.stopping.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut words = first.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or("/"));
        held(&site.requests).push(target.to_string());
        answer(stream, method, target, site)?;
    }
}

fn answer(mut stream: &TcpStream, method: &str, target: &str, site: &Site) -> io::Result<()> {
    let file = if matches!(method, "GET" | "HEAD") { file_of(target, site) } else { None };
    let (status, path) = match file {
        Some(path) => ("200 OK", path),
        None => ("404 Not Found", site.folder.join(MISSING_PAGE)),
    };
    let body = fs::read(&path).unwrap_or_default();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\r\n",
        mime_type(&path),
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file a request path stands for; `None` outside the site.
fn file_of(target: &str, site: &Site) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix(site.prefix.as_str())?;
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = site.folder.join(relative);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    file.is_file().then_some(file)
}

fn mime_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt" | "log") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn get(url: &str, target: &str) -> String {
        let address = url.trim_start_matches("http://").split('/').next().unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn serves_its_folder_under_its_prefix_and_nothing_else() {
        let running = Server::bind(0).unwrap().start("/sub/", Path::new(env!("CARGO_MANIFEST_DIR")));
        let url = running.url();
        let toml = get(&url, "/sub/Cargo.toml?x=1");
        assert!(toml.starts_with("HTTP/1.1 200 OK\r\n") && toml.contains("name = \"xtask\""), "{toml}");
        for outside in ["/Cargo.toml", "/sub/../Cargo.toml", "/sub/none", "/sub//etc/passwd"] {
            assert!(get(&url, outside).starts_with("HTTP/1.1 404 "), "{outside}");
        }
        assert_eq!(running.requests().len(), 5);
        drop(running);
        let address = url.trim_start_matches("http://").split('/').next().unwrap();
        assert!(TcpStream::connect(address).is_err(), "the port is let go");
    }
}
