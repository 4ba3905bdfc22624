// 没有电话的线索不入库，并告诉推送方原因。
async function hook($req, $resp, $modules) {
    const lead = $req.body;
    if (!lead.phone) {
        $resp.status = 422;
        $resp.body = { code: "phone_missing" };
        return;
    }
    await $modules.data.saveData("people", { phone: lead.phone, name: lead.name });
    $resp.status = 201;
    $resp.body = { code: "ok" };
}
