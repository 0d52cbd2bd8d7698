#pragma once

#include "controller/execute/judge.hpp"

namespace muster {

// What judge() is made of where machines and rules are concerned.

Sight judge_added_rule(const SecurityRule& rule, const std::vector<LiveRule>& rules);
Sight judge_removed_rule(const RemoteId& rule, const std::vector<LiveRule>& rules);

Sight judge_machine(const DeployInstance& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const RestoreSnapshot& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const StartInstance& op, const Resolved& ids, const LiveVirtualMachine& machine,
                    const LiveState& live);
Sight judge_machine(const StopInstance& op, const Resolved& ids, const LiveVirtualMachine& machine,
                    const LiveState& live);
Sight judge_machine(const HibernateInstance& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const RestoreInstance& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const RebootInstance& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const TogglePublicIp& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const AttachVolumes& op, const Resolved& ids, const LiveVirtualMachine& machine,
                    const LiveState& live);
Sight judge_machine(const DetachVolumes& op, const Resolved& ids, const LiveVirtualMachine& machine,
                    const LiveState& live);
Sight judge_machine(const AddInstanceRule& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const RemoveInstanceRule& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);
Sight judge_machine(const DeleteInstance& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live);

}  // namespace muster
