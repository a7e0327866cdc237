# Sourced by run_node.sh: breaks the node in seven ways, and shows and checks what is answered before, during and after.
# shellcheck shell=bash
# shellcheck disable=SC2154  # run_node.sh and its parts share their variables

tour_failures=0
tour_rows=()

# Asks until the answer is as expected; prints the last answer. Fails at the end of its time.
answers() {
  local question=$1 expected=$2 deadline=$((SECONDS + ${3:-15})) line
  while true; do
    line=$(deepalive ask "$question" www --timeout 2s 2>&1 | tr -d '\r') || true
    if [[ $line =~ $expected ]]; then
      printf '%s\n' "$line"
      return 0
    fi
    if ((SECONDS >= deadline)); then
      printf '%s\n' "$line"
      return 1
    fi
  done
}

# when QUESTION EXPECTED: shows the answer at this point of the tour, and counts it when it is not what the rules say.
expect() {
  local when=$1 question=$2 expected=$3 line
  if line=$(answers "$question" "$expected"); then
    printf '  %-7s %-11s %s\n' "$when" "$question" "$line"
  else
    printf '  %-7s %-11s %s\n          NOT AS EXPECTED: /%s/\n' "$when" "$question" "$line" "$expected"
    tour_failures=$((tour_failures + 1))
  fi
  tour_answer=$line
}

# What Microsoft's sample script says now, unmodified, in one word or two.
sample_says() {
  local status=0
  script_host "Z:${node_source//\//\\}\\article\\clusweb7.vbs" --call LooksAlive --timeout 15s >/dev/null 2>&1 || status=$?
  case $status in
    0) echo alive ;;
    2) echo dead ;;
    3) echo 'script error' ;;
    4) echo 'hangs' ;;
    *) echo "exit $status" ;;
  esac
}

# fault TITLE BREAK MEND LOOKSALIVE ISALIVE: the last two are what is to be seen while it is broken.
fault() {
  local title=$1 break=$2 mend=$3 looks=$4 is=$5 sample
  echo
  echo "== $title"
  expect before looksalive '^ALIVE verdict=healthy'
  expect before isalive '^ALIVE verdict=healthy'
  $break
  expect during looksalive "$looks"
  local during_looks=${tour_answer%% *}
  expect during isalive "$is"
  local during=$tour_answer
  sample=$(sample_says)
  echo "  during  the article's sample script: $sample"
  $mend
  expect after looksalive '^ALIVE verdict=healthy'
  expect after isalive '^ALIVE verdict=healthy'
  local verdict reason
  verdict=$(sed -n 's/.*verdict=\([a-z]*\).*/\1/p' <<<"$during")
  reason=$(sed -n 's/.*reason=\([a-z_]*\).*/\1/p' <<<"$during")
  case $during in
    ALIVE* | DEAD*)
      local during_is=${during%% *}
      tour_rows+=("| $title | $sample | ${during_looks,,} | ${during_is,,} | $verdict: \`$reason\` |")
      ;;
    *) tour_rows+=("| $title | $sample | no answer | no answer | \`ask\` exits with 69 at once |") ;;
  esac
}

stop_site() { standin_ctl site 'Default Web Site' stop; }
start_site() { standin_ctl site 'Default Web Site' start; }
stop_pool() { standin_ctl pool DefaultAppPool stop; }
start_pool() { standin_ctl pool DefaultAppPool start; }
stop_service() { standin_ctl service W3SVC stop; }
start_service() { standin_ctl service W3SVC start; }
answer_500() { standin_ctl site 'Default Web Site' answer 500; }
answer_nothing() { standin_ctl site 'Default Web Site' answer silent; }
answer_200() { standin_ctl site 'Default Web Site' answer 200; }
hang_com() { standin_ctl fault com hang; }
release_com() { standin_ctl fault com none; }
kill_agent() {
  local pid
  pid=$(deepalive service status 2>/dev/null | sed -n 's/.*process \([0-9]*\).*/\1/p' | tr -d '\r')
  wine taskkill /f /pid "$pid" </dev/null >/dev/null
}
# On Windows the SCM does this by itself; Wine's keeps no recovery actions.
restart_agent() {
  deepalive service start >/dev/null
  wait_until 30 is_healthy www
}

tour() {
  local sample
  sample=$(sample_says)  # also loads the script engine, whose first start takes a while
  echo "the article's sample script on the whole node: $sample"
  [[ $sample == alive ]] || tour_failures=$((tour_failures + 1))
  fault 'the site is stopped' stop_site start_site '^DEAD' '^DEAD verdict=unhealthy .*reason=site_not_started'
  fault 'the application pool is stopped' stop_pool start_pool '^DEAD' '^DEAD verdict=unhealthy .*reason=app_pool_not_started'
  fault 'the service W3SVC is stopped' stop_service start_service '^DEAD' '^DEAD verdict=unhealthy .*reason=service_not_running'
  fault 'the application answers 500' answer_500 answer_200 '^DEAD' '^DEAD verdict=unhealthy .*reason=status_unexpected'
  fault 'the application never answers' answer_nothing answer_200 '^DEAD' '^DEAD verdict=unhealthy .*reason=response_timeout'
  fault 'the IIS administration API hangs' hang_com release_com '^ALIVE verdict=degraded' '^ALIVE verdict=degraded .*reason=(iis_timeout|stale)'
  fault 'the agent is killed' kill_agent restart_agent 'deepalive:' 'deepalive:'
}

tour_table() {
  echo '| fault | the sample script says | LooksAlive | IsAlive | why |'
  echo '|---|---|---|---|---|'
  printf '%s\n' "${tour_rows[@]}"
}
