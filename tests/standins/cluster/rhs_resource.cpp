#include "tests/standins/cluster/rhs_resource.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace deepalive::standins {

RhsResource::RhsResource(RhsHost& host, std::wstring name, HKEY key)
    : host_(host),
      name_(std::move(name)),
      reports_(std::make_shared<ResourceReports>(host.shared_record(), name_)),
      handle_(give_handle(reports_)) {
  struct Answer {
    ResourceId id = nullptr;
    DWORD error = ERROR_SUCCESS;
  };
  const auto answer = std::make_shared<Answer>();
  const bool returned = host_.serial(
      Entry::open, [=, open = host_.table_->functions.open, name = name_, handle = handle_] {
        SetLastError(ERROR_SUCCESS);
        answer->id = open(name.c_str(), key, handle);
        answer->error = GetLastError();
      });
  id_ = answer->id;
  if (returned && id_ != nullptr) return;
  take_handle(handle_);
  throw std::runtime_error("Open failed, error " + std::to_string(answer->error));
}

RhsResource::~RhsResource() {
  host_.serial(Entry::close, [close = host_.table_->functions.close, id = id_] { close(id); });
  take_handle(handle_);
}

Transition RhsResource::failed(DWORD code, std::string why) {
  event_ = nullptr;
  call_terminate();
  return {false, code, std::move(why)};
}

void RhsResource::use_event(HANDLE event) {
  if (event == nullptr) return;
  const DWORD state = WaitForSingleObject(event, 0);
  if (state == WAIT_TIMEOUT) {
    event_ = event;
    return;
  }
  host_.record().add_violation(Rule::event_handle, state == WAIT_OBJECT_0
                                                       ? "signalled when the resource came online"
                                                       : "cannot be waited for");
}

Transition RhsResource::change(Entry entry, ResourceState pending) {
  struct Answer {
    DWORD code = ERROR_SUCCESS;
    HANDLE event = nullptr;
    bool called = false;
  };
  const auto answer = std::make_shared<Answer>();
  event_ = nullptr;
  reports_->begin(pending);
  const bool returned =
      host_.serial(entry, [=, reports = reports_, functions = &host_.table_->functions, id = id_] {
        if (reports->abandoned()) return;
        answer->called = true;
        answer->code =
            entry == Entry::online ? functions->online(id, &answer->event) : functions->offline(id);
      });
  if (!returned) return {false, ERROR_PROCESS_ABORTED, "the host is dead"};
  if (!answer->called) return {false, ERROR_OPERATION_ABORTED, "terminated"};

  HANDLE event = answer->event;
  if (answer->code == ERROR_IO_PENDING) {
    const auto outcome =
        reports_->wait(std::min(host_.options_.pending_timeout, host_.options_.deadlock_timeout));
    if (outcome.kind == ResourceReports::Outcome::Kind::overdue) {
      return failed(answer->code, "no progress reported within PendingTimeout");
    }
    if (outcome.state == ResourceState::failed) return failed(answer->code, "reported as failed");
    if (outcome.event != nullptr) event = outcome.event;
  } else {
    reports_->end_at_once(name_of(entry));
    if (answer->code != ERROR_SUCCESS && !reports_->abandoned()) {
      return failed(answer->code,
                    std::string(name_of(entry)) + " returned " + std::to_string(answer->code));
    }
  }
  if (reports_->abandoned()) {
    // Terminate went beside the entry point, and may have been through before that began.
    call_terminate();
    return {false, answer->code, "terminated"};
  }
  if (entry == Entry::online) use_event(event);
  return {true, answer->code, {}};
}

Transition RhsResource::online() { return change(Entry::online, ResourceState::online_pending); }

Transition RhsResource::offline() { return change(Entry::offline, ResourceState::offline_pending); }

void RhsResource::call_terminate() {
  reports_->abandon();
  host_.beside([terminate = host_.table_->functions.terminate, id = id_] { terminate(id); });
  // A transition that began meanwhile may have been ended by this call, without a report.
  reports_->abandon();
  event_ = nullptr;
}

void RhsResource::terminate() {
  event_ = nullptr;
  call_terminate();
}

bool RhsResource::ask(Entry entry) {
  const auto answer = std::make_shared<BOOL>(FALSE);
  const FunctionTable::Functions& f = host_.table_->functions;
  const auto function = entry == Entry::looks_alive ? f.looks_alive : f.is_alive;
  return host_.serial(entry, [=, id = id_] { *answer = function(id); }) && *answer != FALSE;
}

bool RhsResource::looks_alive() { return ask(Entry::looks_alive); }
bool RhsResource::is_alive() { return ask(Entry::is_alive); }

std::size_t RhsResource::ask_many(Entry entry, std::size_t calls) {
  struct Answers {
    std::vector<CallCost> costs;
    std::size_t no = 0;
  };
  const auto answers = std::make_shared<Answers>();
  answers->costs.reserve(calls);
  const FunctionTable::Functions& f = host_.table_->functions;
  const auto function = entry == Entry::looks_alive ? f.looks_alive : f.is_alive;
  // The hand-over of each call to a thread would cost more than the call.
  const bool returned = host_.serial(Entry::batch, [=, id = id_] {
    CallMeter meter;
    for (std::size_t i = 0; i < calls; ++i) {
      BOOL alive = FALSE;
      answers->costs.push_back(meter.of([&] { alive = function(id); }));
      if (alive == FALSE) ++answers->no;
    }
  });
  if (!returned) return calls;
  for (const CallCost& cost : answers->costs) host_.record().add_call(entry, cost);
  return answers->no;
}

ControlResult RhsResource::control(DWORD code, Bytes in, DWORD room) {
  const auto function = host_.table_->functions.resource_control;
  if (function == nullptr) return {ERROR_INVALID_FUNCTION, {}, 0};
  return host_.control(
      Entry::resource_control,
      [function, code, id = id_](void* in_data, DWORD in_size, void* out, DWORD out_size,
                                 DWORD* returned) {
        return function(id, code, in_data, in_size, out, out_size, returned);
      },
      code, std::move(in), room);
}

ControlResult RhsResource::read(DWORD code, Bytes in) {
  const ControlResult first = control(code, in, 0);
  if (first.code != ERROR_MORE_DATA) return first;
  return control(code, std::move(in), first.returned);
}

DWORD RhsResource::set_properties(const Bytes& list) {
  for (const DWORD code : {kValidatePrivateProperties, kSetPrivateProperties}) {
    const DWORD result = control(code, list).code;
    if (result == ERROR_INVALID_FUNCTION) {
      host_.record().add_violation(Rule::unhandled_properties,
                                   code == kSetPrivateProperties ? "SET" : "VALIDATE");
    }
    if (code == kSetPrivateProperties || result != ERROR_SUCCESS) return result;
  }
  return ERROR_SUCCESS;
}

}  // namespace deepalive::standins
