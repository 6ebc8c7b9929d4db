//! Listening, running, stopping, and the list of addresses.

use crate::app::App;
use crate::context::{Context, Reply};
use crate::fault::Fault;
use crate::{context, correct, guard, view};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use rapporteur_record::Act;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Notify;

/// The largest form that is taken, in bytes.
const FORM: usize = 64 * 1024;

/// How many threads read the record at once. More would only wait for one another's disk and cores.
const READERS: usize = 4;

/// What a server is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The record.
    pub record: PathBuf,
    /// The port; `None` for the usual one, or the next that is free.
    pub port: Option<u16>,
    /// Another address than loopback. Needs a token.
    pub host: Option<IpAddr>,
    /// What must be known to open the pages from elsewhere.
    pub token: Option<String>,
    /// Who corrects, as they call themselves.
    pub who: String,
    /// The user's sides; `None` for `sides.toml` beside the record.
    pub sides: Option<PathBuf>,
}

/// The usual port, and the last that is tried after it.
const PORTS: std::ops::RangeInclusive<u16> = 7430..=7449;

/// A server that listens but does not answer yet.
pub struct Server {
    listener: TcpListener,
    app: Arc<App>,
    stop: Arc<Notify>,
}

/// Stops a server from another thread.
#[derive(Clone)]
pub struct Stop(Arc<Notify>);

impl Stop {
    /// Lets the requests under way end and takes no more.
    pub fn stop(&self) {
        // One permit is kept, also where nobody waits yet.
        self.0.notify_one();
    }
}

impl Server {
    /// Opens the record and listens.
    ///
    /// # Errors
    /// The record, its corrections or its sides cannot be read; the port is taken; another address than
    /// loopback is asked for without a token of at least eight characters.
    pub fn bind(options: Options) -> Result<Server, Fault> {
        let host = options.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let long_enough = |token: &String| token.chars().count() >= 8;
        if !host.is_loopback() && !options.token.as_ref().is_some_and(long_enough) {
            return Err(Fault::Use(format!(
                "expected --token with at least 8 characters beside --host {host}, since others can reach that \
                 address, but found none"
            )));
        }
        let listener = listen(host, options.port)?;
        let port = listener.local_addr().map_or(0, |a| a.port());
        Ok(Server {
            listener,
            app: Arc::new(App::open(options, host, port)?),
            stop: Arc::new(Notify::new()),
        })
    }

    /// What to open in a browser.
    pub fn url(&self) -> String {
        self.app.url()
    }

    /// A way to stop it.
    pub fn stopper(&self) -> Stop {
        Stop(Arc::clone(&self.stop))
    }

    /// Answers until stopped.
    ///
    /// # Errors
    /// The system does not let it.
    pub fn run(self) -> Result<(), Fault> {
        let Server {
            listener,
            app,
            stop,
        } = self;
        let failed = |e: std::io::Error| Fault::Listen {
            address: app.url(),
            why: e.to_string(),
        };
        listener.set_nonblocking(true).map_err(failed)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(READERS)
            .enable_io()
            .build()
            .map_err(failed)?;
        let router = router(Arc::clone(&app));
        let first = Arc::clone(&app);
        runtime.spawn_blocking(move || work_ahead(&first));
        runtime
            .block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                axum::serve(listener, router)
                    .with_graceful_shutdown(async move { stop.notified().await })
                    .await
            })
            .map_err(failed)?;
        Ok(())
    }
}

/// Sums up what takes long on a large record before anybody asks for it.
fn work_ahead(app: &Arc<App>) {
    let mut pages: Vec<(View, String)> = vec![
        (view::overview::show, "/".to_owned()),
        (view::speakers::show, "/speakers".to_owned()),
        (view::names::show, "/names".to_owned()),
        (view::gaps::show, "/gaps".to_owned()),
        (view::agreements::show, "/agreements".to_owned()),
    ];
    let timelines = [
        "",
        "?lane=outlet",
        "?clock=happened",
        "?clock=due",
        "?clock=in-force",
        "?clock=mentioned",
        "?clock=published",
    ];
    for which in timelines {
        pages.push((view::timeline::show, format!("/timeline{which}")));
    }
    for act in Act::ALL {
        pages.push((view::matrix::show, format!("/acts?act={}", act.name())));
    }
    for (view, address) in pages {
        if let Ok(uri) = address.parse::<Uri>() {
            // What goes wrong is said to the first who asks.
            drop(context::answer(app, &uri, &view));
        }
    }
}

fn listen(host: IpAddr, port: Option<u16>) -> Result<TcpListener, Fault> {
    let bind = |port| TcpListener::bind(SocketAddr::new(host, port));
    let said = |port, e: std::io::Error| Fault::Listen {
        address: SocketAddr::new(host, port).to_string(),
        why: e.to_string(),
    };
    match port {
        Some(port) => bind(port).map_err(|e| said(port, e)),
        None => PORTS
            .clone()
            .find_map(|port| bind(port).ok())
            .map_or_else(|| bind(0).map_err(|e| said(0, e)), Ok),
    }
}

type View = fn(&Context) -> Result<Reply, Fault>;

/// Every address of the server.
fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", page(view::overview::show))
        .route("/articles", page(view::articles::show))
        .route("/article/{id}", page(view::article::show))
        .route("/compare", page(view::compare::show))
        .route("/point/{id}", page(view::point::show))
        .route("/timeline", page(view::timeline::show))
        .route("/speakers", page(view::speakers::show))
        .route("/speaker", page(view::speaker::show))
        .route("/agreements", page(view::agreements::show))
        .route("/agreement", page(view::agreement::show))
        .route("/acts", page(view::matrix::show))
        .route("/names", page(view::names::show))
        .route("/search", page(view::search::show))
        .route("/gaps", page(view::gaps::show))
        .route("/review", page(view::review::show))
        .route("/review/figures", page(view::values::figures))
        .route("/review/times", page(view::values::times))
        .route("/corrections", page(view::corrections::show))
        .route("/sides", page(view::sides::show))
        .route("/help", page(view::help::show))
        .route("/correct", post(write))
        .route("/static/page.css", get(|| own("text/css", STYLE)))
        .route("/static/page.js", get(|| own("text/javascript", SCRIPT)))
        .fallback(missing)
        .layer(DefaultBodyLimit::max(FORM))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            guard::guard,
        ))
        .with_state(app)
}

/// The report's style, and what only a server's pages need.
const STYLE: &str = concat!(
    include_str!("../../web/templates/page.css"),
    include_str!("../static/serve.css")
);
const SCRIPT: &str = include_str!("../static/page.js");

async fn own(kind: &'static str, text: &'static str) -> Response {
    let kind = format!("{kind}; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

fn page(view: View) -> MethodRouter<Arc<App>> {
    get(
        move |State(app): State<Arc<App>>, uri: Uri| async move { on_a_thread(app, uri, view).await },
    )
}

async fn missing(State(app): State<Arc<App>>, uri: Uri) -> Response {
    fn none(c: &Context) -> Result<Reply, Fault> {
        Err(Fault::Missing(format!("There is no page {}.", c.path())))
    }
    on_a_thread(app, uri, none).await
}

async fn write(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = guard::is_form(&headers);
    let work = move || {
        let uri = Uri::from_static("/correct");
        context::answer(&app, &uri, &|c| match form {
            true => correct::take(c, &body),
            false => Err(Fault::Bad(
                "expected a form, but found something else".to_owned(),
            )),
        })
    };
    finished(tokio::task::spawn_blocking(work).await)
}

/// SQLite waits for the disk, so views run on threads of their own.
async fn on_a_thread(app: Arc<App>, uri: Uri, view: View) -> Response {
    finished(tokio::task::spawn_blocking(move || context::answer(&app, &uri, &view)).await)
}

fn finished(done: Result<Response, tokio::task::JoinError>) -> Response {
    done.unwrap_or_else(|_| {
        let words = "A fault in the program: this page could not be made. Please report it.\n";
        (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
    })
}
